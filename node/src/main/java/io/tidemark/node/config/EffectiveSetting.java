package io.tidemark.node.config;

/**
 * A setting as a node takes it.
 *
 * @param key as in the file: {@code limits.hold_millis_max}
 * @param value as it was written, or the default; empty if it is required and missing; hidden if it
 *     is a secret
 * @param source which of the three places it is from
 * @param origin {@code --http}, {@code TIDEMARK_HTTP}, {@code node.yaml:3}; {@code default}
 */
public record EffectiveSetting(String key, String value, Source source, String origin) {

  private static final String DEFAULT = "default";
  private static final String HIDDEN = "(hidden)";

  /** Where a setting comes from. */
  public enum Source {
    FLAG,
    VARIABLE,
    FILE,
    DEFAULT
  }

  static EffectiveSetting of(ConfigKey key, Setting setting) {
    return new EffectiveSetting(
        key.path(), shown(key, setting.value()), sourceOf(setting.origin()), setting.origin());
  }

  static EffectiveSetting ofDefault(ConfigKey key, String value) {
    return new EffectiveSetting(key.path(), shown(key, value), Source.DEFAULT, DEFAULT);
  }

  /** What may be shown of a value. */
  static String shown(ConfigKey key, String value) {
    return key.isSecret() && !value.isEmpty() ? HIDDEN : value;
  }

  private static Source sourceOf(String origin) {
    if (origin.startsWith("--")) {
      return Source.FLAG;
    }
    return origin.startsWith(ConfigKey.VARIABLE_PREFIX) ? Source.VARIABLE : Source.FILE;
  }
}

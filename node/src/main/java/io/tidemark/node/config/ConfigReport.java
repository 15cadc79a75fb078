package io.tidemark.node.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * All settings of a node, and what is wrong with them.
 *
 * @param settings every one, in the order of the documentation
 * @param loaded what a node would make of them
 */
public record ConfigReport(List<EffectiveSetting> settings, LoadedConfig loaded) {

  public ConfigReport {
    settings = List.copyOf(settings);
  }

  static ConfigReport of(Map<String, Setting> given, LoadedConfig loaded) {
    List<EffectiveSetting> settings = new ArrayList<>();
    for (ConfigKey key : ConfigKey.ALL) {
      Setting setting = given.get(key.path());
      settings.add(
          setting == null
              ? EffectiveSetting.ofDefault(key, defaultOf(key, loaded))
              : EffectiveSetting.of(key, setting));
    }
    return new ConfigReport(settings, loaded);
  }

  /** What a node runs with, by its name in the file; secrets are hidden. */
  public static Map<String, String> values(NodeConfig config) {
    Map<String, String> values = new LinkedHashMap<>();
    for (ConfigKey key : ConfigKey.ALL) {
      values.put(key.path(), EffectiveSetting.shown(key, valueOf(key, config)));
    }
    return values;
  }

  private static String valueOf(ConfigKey key, NodeConfig config) {
    if (key.equals(ConfigKey.NAME)) {
      return config.name().value();
    }
    if (key.equals(ConfigKey.DATA_DIR)) {
      return config.dataDir().toString();
    }
    if (key.equals(ConfigKey.HTTP)) {
      return config.http().toString();
    }
    if (key.equals(ConfigKey.RAFT)) {
      return config.raft().toString();
    }
    if (key.equals(ConfigKey.PEERS)) {
      return config.peers().entrySet().stream()
          .map(peer -> peer.getKey() + "=" + peer.getValue())
          .collect(Collectors.joining(","));
    }
    if (key.equals(ConfigKey.SKIP_ENTRY)) {
      return config
          .skipEntry()
          .map(position -> "%d:%d".formatted(position.term(), position.index()))
          .orElse("");
    }
    if (key.equals(ConfigKey.JOIN)) {
      return Objects.requireNonNullElse(config.join(), "");
    }
    BackupSchedule backup = config.backup();
    if (key.equals(ConfigKey.BACKUP_DIR)) {
      return backup == null ? "" : backup.directory().toString();
    }
    if (key.equals(ConfigKey.BACKUP_INTERVAL)) {
      return backup == null
          ? BackupSchedule.INTERVAL_DEFAULT
          : backup.intervalMillis() / 1_000 + "s";
    }
    if (key.equals(ConfigKey.BACKUP_RETAIN)) {
      return String.valueOf(backup == null ? BackupSchedule.RETAIN_DEFAULT : backup.retain());
    }
    return String.valueOf(Limit.named(key).of(config.limits()));
  }

  /** Empty if there is none, or none can be told because of what is wrong. */
  private static String defaultOf(ConfigKey key, LoadedConfig loaded) {
    return switch (loaded) {
      case LoadedConfig.Valid(NodeConfig config, _) -> valueOf(key, config);
      case LoadedConfig.Refused _ -> {
        if (key.equals(ConfigKey.HTTP)) {
          yield NodeConfigCheck.HTTP_DEFAULT;
        }
        yield key.path().startsWith(ConfigKey.LIMITS + ".")
            ? String.valueOf(Limit.named(key).defaultValue())
            : "";
      }
    };
  }
}

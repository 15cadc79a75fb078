package io.tidemark.node.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The name of a setting, and how it is written in each place.
 *
 * @param path where it stands in the file: {@code data_dir}, {@code limits.hold_millis_max}
 */
record ConfigKey(String path) {
  static final String LIMITS = "limits";
  static final String VARIABLE_PREFIX = "TIDEMARK_";

  private static final List<String> SECRETS = List.of("secret", "password", "token", "_key");

  static final ConfigKey NAME = new ConfigKey("name");
  static final ConfigKey DATA_DIR = new ConfigKey("data_dir");
  static final ConfigKey HTTP = new ConfigKey("http");
  static final ConfigKey RAFT = new ConfigKey("raft");
  static final ConfigKey PEERS = new ConfigKey("peers");
  static final ConfigKey JOIN = new ConfigKey("join");
  static final String BACKUP = "backup";
  static final ConfigKey BACKUP_DIR = new ConfigKey(BACKUP + ".dir");
  static final ConfigKey BACKUP_INTERVAL = new ConfigKey(BACKUP + ".interval");
  static final ConfigKey BACKUP_RETAIN = new ConfigKey(BACKUP + ".retain");
  static final ConfigKey SKIP_ENTRY = new ConfigKey("skip_entry");

  /** Every setting, in the order of the documentation. */
  static final List<ConfigKey> ALL = all();

  static ConfigKey of(Limit limit) {
    return new ConfigKey(LIMITS + "." + limit.key());
  }

  /** The environment variable: {@code TIDEMARK_DATA_DIR}. */
  String variable() {
    return VARIABLE_PREFIX + path.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /** The flag: {@code --data-dir}, {@code --limit hold_millis_max}. */
  String flag() {
    return path.startsWith(LIMITS + ".")
        ? "--limit " + path.substring(LIMITS.length() + 1)
        : "--" + path.replace('_', '-').replace('.', '-');
  }

  /** Whether the value must not be shown: what is called a secret is one. */
  boolean isSecret() {
    return SECRETS.stream().anyMatch(path::endsWith);
  }

  private static List<ConfigKey> all() {
    List<ConfigKey> keys =
        new ArrayList<>(
            List.of(
                NAME,
                DATA_DIR,
                HTTP,
                RAFT,
                PEERS,
                JOIN,
                SKIP_ENTRY,
                BACKUP_DIR,
                BACKUP_INTERVAL,
                BACKUP_RETAIN));
    for (Limit limit : Limit.values()) {
      keys.add(of(limit));
    }
    return List.copyOf(keys);
  }

  @Override
  public String toString() {
    return path;
  }
}

package io.tidemark.node.config;

import io.tidemark.core.LogPosition;
import io.tidemark.core.NodeName;
import io.tidemark.core.ReplicatedState;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns settings into a configuration, or says everything that is wrong with them. */
final class NodeConfigCheck {
  static final String HTTP_DEFAULT = "127.0.0.1:8080";
  static final int PEERS_MAX = 7;

  private static final long WINDOW_AND_REPORT_MILLIS_MAX =
      ReplicatedState.WINDOW_AHEAD_MILLIS_MAX - 5_000;

  private static final String CLUSTER_ID_EXAMPLE = "0198c1d2-8d7b-4e2a-9c3f-0123456789ab";
  private static final Pattern POSITION = Pattern.compile("(\\d{1,18}):(\\d{1,18})");

  private final Map<String, Setting> settings;
  private final List<String> faults;
  private final List<String> warnings = new ArrayList<>();

  /**
   * @param faults what is known to be wrong already
   */
  NodeConfigCheck(Map<String, Setting> settings, List<String> faults) {
    this.settings = settings;
    this.faults = new ArrayList<>(faults);
  }

  LoadedConfig result() {
    NodeName name = parsed(ConfigKey.NAME, NodeName::new, "--name n1");
    Path dataDir =
        parsed(ConfigKey.DATA_DIR, NodeConfigCheck::directory, "--data-dir /var/lib/tidemark");
    HostPort http = http();
    String join =
        settings.containsKey(ConfigKey.JOIN.path())
            ? parsed(ConfigKey.JOIN, NodeConfigCheck::clusterId, CLUSTER_ID_EXAMPLE)
            : null;
    SortedMap<NodeName, HostPort> peers = peers();
    HostPort raft = raft(name, peers);
    NodeLimits limits = limits();
    LogPosition skipEntry =
        settings.containsKey(ConfigKey.SKIP_ENTRY.path())
            ? parsed(ConfigKey.SKIP_ENTRY, NodeConfigCheck::position, "--skip-entry 7:123456")
            : null;
    if (name != null && !peers.isEmpty() && !peers.containsKey(name)) {
      fault(
          ConfigKey.NAME,
          "'%s' is not among the peers %s (from %s); name one of them, or add %s=HOST:PORT to the peers"
              .formatted(name, peers.keySet(), origin(ConfigKey.PEERS), name));
    }
    requireApart(name, http, raft, peers);
    BackupSchedule backup = backup();
    if (faults.isEmpty()
        && name != null
        && dataDir != null
        && http != null
        && raft != null
        && limits != null) {
      return new LoadedConfig.Valid(
          new NodeConfig(
              name,
              dataDir,
              http,
              raft,
              peers,
              join,
              limits,
              backup,
              Optional.ofNullable(skipEntry)),
          warnings);
    }
    return new LoadedConfig.Refused(faults);
  }

  private static Path directory(String text) {
    try {
      return Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("'%s' is not a path".formatted(text), e);
    }
  }

  private static String clusterId(String text) {
    if (text.equals(NodeConfig.JOIN_EXISTING)) {
      return text;
    }
    try {
      UUID id = UUID.fromString(text);
      if (id.toString().equals(text)) {
        return text;
      }
    } catch (IllegalArgumentException e) {
      // Said below, together with what would be right.
    }
    throw new IllegalArgumentException(
        "'%s' is neither '%s' nor a cluster id, which 'tidemark cluster status -o json' tells"
            .formatted(text, NodeConfig.JOIN_EXISTING));
  }

  private static LogPosition position(String text) {
    Matcher matcher = POSITION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'%s' is not TERM:INDEX of an entry".formatted(text));
    }
    return new LogPosition(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
  }

  private @Nullable HostPort http() {
    Setting setting = settings.get(ConfigKey.HTTP.path());
    return setting == null
        ? HostPort.parse(HTTP_DEFAULT)
        : parsed(ConfigKey.HTTP, HostPort::parse, HTTP_DEFAULT);
  }

  /** By default a node listens where its peers look for it. */
  private @Nullable HostPort raft(@Nullable NodeName name, SortedMap<NodeName, HostPort> peers) {
    if (settings.containsKey(ConfigKey.RAFT.path())) {
      return parsed(ConfigKey.RAFT, HostPort::parse, "127.0.0.1:7400");
    }
    return name == null ? null : peers.get(name);
  }

  private @Nullable BackupSchedule backup() {
    Long interval =
        orDefault(
            ConfigKey.BACKUP_INTERVAL,
            BackupSchedule::interval,
            BackupSchedule.interval(BackupSchedule.INTERVAL_DEFAULT));
    Integer retain =
        orDefault(ConfigKey.BACKUP_RETAIN, BackupSchedule::retain, BackupSchedule.RETAIN_DEFAULT);
    Path directory = null;
    if (settings.containsKey(ConfigKey.BACKUP_DIR.path())) {
      directory = parsed(ConfigKey.BACKUP_DIR, NodeConfigCheck::directory, "/backups");
    } else {
      for (ConfigKey key : List.of(ConfigKey.BACKUP_INTERVAL, ConfigKey.BACKUP_RETAIN)) {
        if (settings.containsKey(key.path())) {
          fault(key, "is set, but %s is not; give both or neither".formatted(ConfigKey.BACKUP_DIR));
        }
      }
    }
    return directory == null || interval == null || retain == null
        ? null
        : new BackupSchedule(directory, interval, retain);
  }

  private <T> @Nullable T orDefault(ConfigKey key, Function<String, T> parse, T defaultValue) {
    return settings.containsKey(key.path())
        ? parsed(key, parse, String.valueOf(defaultValue))
        : defaultValue;
  }

  private <T> @Nullable T parsed(ConfigKey key, Function<String, T> parse, String example) {
    Setting setting = settings.get(key.path());
    if (setting == null) {
      faults.add(
          "%s is not set; give %s, %s or '%s:' in the file, for example %s"
              .formatted(key, key.flag(), key.variable(), key, example));
      return null;
    }
    try {
      return parse.apply(setting.value());
    } catch (IllegalArgumentException e) {
      fault(key, "%s; for example %s".formatted(e.getMessage(), example));
      return null;
    }
  }

  private SortedMap<NodeName, HostPort> peers() {
    SortedMap<NodeName, HostPort> peers = new TreeMap<>();
    Map<HostPort, NodeName> byAddress = new HashMap<>();
    Setting setting = settings.get(ConfigKey.PEERS.path());
    if (setting == null) {
      faults.add(
          "peers is not set; give --peers, TIDEMARK_PEERS or 'peers:' in the file, for example"
              + " --peers n1=10.0.0.1:7400,n2=10.0.0.2:7400,n3=10.0.0.3:7400");
      return peers;
    }
    boolean whole = true;
    for (String part : setting.value().split(",", -1)) {
      whole &= addPeer(part.strip(), peers, byAddress);
    }
    if (peers.size() > PEERS_MAX) {
      fault(
          ConfigKey.PEERS,
          "%d members are more than %d; every reservation waits for a majority, so use 3 or 5"
              .formatted(peers.size(), PEERS_MAX));
    } else if (whole && peers.size() % 2 == 0 && !settings.containsKey(ConfigKey.JOIN.path())) {
      warnings.add(
          "peers (from %s): %d members survive no more failures than %d; use 3 or 5"
              .formatted(setting.origin(), peers.size(), peers.size() - 1));
    }
    return peers;
  }

  /** Returns whether the part could be taken. */
  private boolean addPeer(
      String part, SortedMap<NodeName, HostPort> peers, Map<HostPort, NodeName> byAddress) {
    int equals = part.indexOf('=');
    if (equals < 0) {
      fault(ConfigKey.PEERS, "'%s' is not NAME=HOST:PORT".formatted(part));
      return false;
    }
    try {
      NodeName peer = new NodeName(part.substring(0, equals).strip());
      HostPort address = HostPort.parse(part.substring(equals + 1).strip());
      if (address.isWildcard()) {
        fault(
            ConfigKey.PEERS,
            "%s=%s can't be reached by the others; give the address by which they reach it"
                .formatted(peer, address));
      }
      if (peers.put(peer, address) != null) {
        fault(
            ConfigKey.PEERS, "'%s' is named twice; every peer needs its own name".formatted(peer));
      }
      NodeName other = byAddress.put(address, peer);
      if (other != null && !other.equals(peer)) {
        fault(
            ConfigKey.PEERS,
            "%s and %s have the same address %s; every peer needs its own"
                .formatted(other, peer, address));
      }
      return true;
    } catch (IllegalArgumentException e) {
      fault(ConfigKey.PEERS, "'%s': %s".formatted(part, e.getMessage()));
      return false;
    }
  }

  /** HTTP must not be served where Raft listens. */
  private void requireApart(
      @Nullable NodeName name,
      @Nullable HostPort http,
      @Nullable HostPort raft,
      SortedMap<NodeName, HostPort> peers) {
    if (http == null) {
      return;
    }
    if (raft != null && http.port() == raft.port() && overlap(http, raft)) {
      fault(
          ConfigKey.HTTP, "%s collides with raft %s; give each its own port".formatted(http, raft));
    }
    peers.forEach(
        (peer, address) -> {
          if (!peer.equals(name) && address.equals(http)) {
            fault(
                ConfigKey.HTTP,
                "%s is the Raft address of peer %s; give HTTP a port of its own"
                    .formatted(http, peer));
          }
        });
  }

  private static boolean overlap(HostPort one, HostPort other) {
    return one.host().equals(other.host()) || one.isWildcard() || other.isWildcard();
  }

  private @Nullable NodeLimits limits() {
    Map<Limit, Long> values = new EnumMap<>(Limit.class);
    for (Limit limit : Limit.values()) {
      Long value = limitValue(limit);
      if (value != null) {
        values.put(limit, value);
      }
    }
    requireOrder(values, Limit.ELECTION_MILLIS_MIN, Limit.ELECTION_MILLIS_MAX, false);
    requireOrder(values, Limit.DEMAND_MILLIS, Limit.HOLD_MILLIS_MAX, true);
    requireWindowsInTime(values);
    if (values.size() < Limit.values().length) {
      return null;
    }
    return Limit.limits(limit -> values.getOrDefault(limit, limit.defaultValue()));
  }

  private @Nullable Long limitValue(Limit limit) {
    ConfigKey key = ConfigKey.of(limit);
    Setting setting = settings.get(key.path());
    if (setting == null) {
      return limit.defaultValue();
    }
    try {
      long value = Long.parseLong(setting.value().replace("_", ""));
      if (value >= limit.min() && value <= limit.max()) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, together with what would be right.
    }
    fault(
        key,
        "'%s' is not a whole number within %d..%d; the default is %d"
            .formatted(setting.value(), limit.min(), limit.max(), limit.defaultValue()));
    return null;
  }

  private void requireOrder(
      Map<Limit, Long> values, Limit small, Limit large, boolean equalAllowed) {
    Long smallValue = values.get(small);
    Long largeValue = values.get(large);
    if (smallValue == null || largeValue == null) {
      return;
    }
    if (smallValue > largeValue || (!equalAllowed && smallValue.equals(largeValue))) {
      fault(
          ConfigKey.of(small),
          "%d must be %s %s, which is %d (from %s); lower the one or raise the other"
              .formatted(
                  smallValue,
                  equalAllowed ? "at most" : "below",
                  ConfigKey.of(large),
                  largeValue,
                  origin(ConfigKey.of(large))));
    }
  }

  /**
   * Replicated time, which windows are granted by, may lag by a whole report, by the report's own
   * way, and by what the clocks differ.
   */
  private void requireWindowsInTime(Map<Limit, Long> values) {
    Long ahead = values.get(Limit.WINDOW_AHEAD_MILLIS);
    Long report = values.get(Limit.CLOCK_REPORT_MILLIS);
    if (ahead != null && report != null && ahead + report > WINDOW_AND_REPORT_MILLIS_MAX) {
      fault(
          ConfigKey.of(Limit.WINDOW_AHEAD_MILLIS),
          "%d and %s, which is %d (from %s), are together more than %d; lower one of them"
              .formatted(
                  ahead,
                  ConfigKey.of(Limit.CLOCK_REPORT_MILLIS),
                  report,
                  origin(ConfigKey.of(Limit.CLOCK_REPORT_MILLIS)),
                  WINDOW_AND_REPORT_MILLIS_MAX));
    }
  }

  private void fault(ConfigKey key, String what) {
    faults.add("%s (from %s): %s".formatted(key, origin(key), what));
  }

  private String origin(ConfigKey key) {
    Setting setting = settings.get(key.path());
    return setting == null ? "the default" : setting.origin();
  }
}

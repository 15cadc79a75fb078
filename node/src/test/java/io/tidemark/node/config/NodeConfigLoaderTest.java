package io.tidemark.node.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.NodeName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NodeConfigLoaderTest {
  private static final String PEERS = "n1=h1:7400,n2=h2:7400,n3=h3:7400";
  private static final Map<String, String> FLAGS =
      Map.of("name", "n1", "data_dir", "/var/lib/tidemark", "peers", PEERS);

  @TempDir Path directory;

  @Test
  void whatIsCalledASecretIsNeverShown() {
    for (String secret : List.of("auth.token", "tls.key_password", "cluster_secret", "api_key")) {
      ConfigKey key = new ConfigKey(secret);
      assertEquals("(hidden)", EffectiveSetting.of(key, new Setting("s", "--x")).value(), secret);
      assertEquals("", EffectiveSetting.ofDefault(key, "").value(), "what is not set is no secret");
    }
    for (ConfigKey key : ConfigKey.ALL) {
      assertEquals("v", EffectiveSetting.of(key, new Setting("v", "--x")).value());
    }
  }

  @Test
  void threeFlagsAreEnough() {
    NodeConfig config = valid("", FLAGS, Map.of()).config();

    assertEquals(new NodeName("n1"), config.name());
    assertEquals(Path.of("/var/lib/tidemark"), config.dataDir());
    assertEquals(HostPort.parse("127.0.0.1:8080"), config.http());
    assertEquals(HostPort.parse("h1:7400"), config.raft(), "where the peers look for it");
    assertEquals(HostPort.parse("h3:7400"), config.peers().get(new NodeName("n3")));
    assertEquals(NodeLimits.DEFAULT, config.limits());
  }

  @Test
  void flagsWinOverVariablesOverTheFile() throws IOException {
    String file =
        file(
            """
            name: n1
            data_dir: /from/file
            http: 127.0.0.1:1
            raft: 127.0.0.1:2
            peers: %s
            limits:
              hold_millis_max: 11000
              demand_millis: 5000
            """
                .formatted(PEERS));

    NodeConfig config =
        valid(
                file,
                Map.of("http", "127.0.0.1:3", "limits.hold_millis_max", "33000"),
                Map.of(
                    "TIDEMARK_HTTP", "127.0.0.1:4",
                    "TIDEMARK_RAFT", "127.0.0.1:5",
                    "TIDEMARK_LIMITS_HOLD_MILLIS_MAX", "22000"))
            .config();

    assertEquals(3, config.http().port(), "a flag wins");
    assertEquals(33_000, config.limits().holdMillisMax(), "a flag wins");
    assertEquals(5, config.raft().port(), "a variable wins over the file");
    assertEquals(Path.of("/from/file"), config.dataDir());
    assertEquals(5_000, config.limits().demandMillis());
  }

  @Test
  void theFileMayBeNamedByAVariable() throws IOException {
    String file = file("name: n1\ndata_dir: /d\npeers: " + PEERS + "\n");

    assertEquals(
        Path.of("/d"), valid("", Map.of(), Map.of("TIDEMARK_CONFIG", file)).config().dataDir());
  }

  @Test
  void peersMayBeAMapOrAListInTheFile() throws IOException {
    NodeConfig flat = valid("", FLAGS, Map.of()).config();
    String map =
        file("name: n1\ndata_dir: /d\npeers:\n  n1: h1:7400\n  n2: h2:7400\n  n3: h3:7400\n");
    assertEquals(flat.peers(), valid(map, Map.of(), Map.of()).config().peers());

    String list = file("name: n1\ndata_dir: /d\npeers: [n1=h1:7400, n2=h2:7400, n3=h3:7400]\n");
    assertEquals(flat.peers(), valid(list, Map.of(), Map.of()).config().peers());
  }

  @Test
  void everyFaultIsSaidAtOnceWithKeyOriginValueAndWayOut() throws IOException {
    String file =
        file(
            """
            name: N1
            raft: nowhere
            limits:
              waiters_max: many
            """);

    List<String> faults =
        refused(
            file,
            Map.of("http", "127.0.0.1:99999", "peers", "n1=h1:7400,n2"),
            Map.of("TIDEMARK_LIMITS_HOLD_MILLIS_MAX", "7"));

    assertSaid(faults, "name", file + ":1", "'N1'", "a-z");
    assertSaid(faults, "data_dir is not set", "--data-dir", "TIDEMARK_DATA_DIR", "example");
    assertSaid(faults, "raft", file + ":2", "'nowhere'", "HOST:PORT");
    assertSaid(faults, "http", "--http", "99999", "65535");
    assertSaid(faults, "peers", "--peers", "'n2'", "NAME=HOST:PORT");
    assertSaid(faults, "limits.waiters_max", file + ":4", "'many'", "the default is 20000");
    assertSaid(
        faults, "limits.hold_millis_max", "TIDEMARK_LIMITS_HOLD_MILLIS_MAX", "'7'", "1000..");
    assertEquals(7, faults.size(), faults::toString);
  }

  @Test
  void unknownKeysOfTheFileAreRefusedWithTheirLine() throws IOException {
    String file =
        file("name: n1\ndatadir: /d\nlimits:\n  hold_milis_max: 1\npeers: " + PEERS + "\n");

    List<String> faults = refused(file, Map.of("data_dir", "/d"), Map.of());

    assertSaid(faults, file + ":2", "'datadir'", "data_dir");
    assertSaid(faults, file + ":4", "'limits.hold_milis_max'", "limits.hold_millis_max");
  }

  @Test
  void unknownVariablesWithThePrefixAreRefused() {
    assertSaid(refused("", FLAGS, Map.of("TIDEMARK_HTPP", "x")), "TIDEMARK_HTPP", "TIDEMARK_HTTP");
  }

  @Test
  void variablesForOtherPurposesAndThoseOfKubernetesAreNot() {
    Map<String, String> environment = new HashMap<>(Map.of("PATH", "/bin", "TIDEMARKET", "x"));
    NodeConfigLoader.OTHER_VARIABLES.stream()
        .filter(variable -> !variable.equals("TIDEMARK_CONFIG"))
        .forEach(variable -> environment.put(variable, "x"));
    for (String variable :
        List.of(
            "TIDEMARK_SERVICE_HOST",
            "TIDEMARK_SERVICE_PORT",
            "TIDEMARK_SERVICE_PORT_HTTP",
            "TIDEMARK_PORT",
            "TIDEMARK_PORT_8080_TCP",
            "TIDEMARK_PORT_8080_TCP_ADDR",
            "TIDEMARK_CLIENT_SERVICE_HOST")) {
      environment.put(variable, "10.0.0.1");
    }

    valid("", FLAGS, environment);
  }

  @Test
  void anUnknownLimitFlagIsRefused() {
    assertSaid(refused("", with("limits.nothing", "1"), Map.of()), "--limit nothing", "there are");
  }

  @Test
  void aNodeThatServesOnAllAddressesIsReachedAtItsHostAmongThePeers() {
    assertEquals(
        HostPort.parse("h1:8080"),
        valid("", with("http", "0.0.0.0:8080"), Map.of()).config().httpAddress());
    assertEquals(
        HostPort.parse("h1:8080"),
        valid("", with("http", "[::]:8080"), Map.of()).config().httpAddress());
    assertEquals(
        HostPort.parse("10.0.0.9:8080"),
        valid("", with("http", "10.0.0.9:8080"), Map.of()).config().httpAddress());
  }

  @Test
  void thisNodeMustBeAmongThePeers() {
    assertSaid(refused("", with("name", "n9"), Map.of()), "name", "'n9'", "[n1, n2, n3]", "n9=");
  }

  @Test
  void anEvenNumberOfPeersIsAWarningAndMoreThanSevenIsRefused() {
    List<String> warnings = valid("", with("peers", "n1=a:1,n2=b:1"), Map.of()).warnings();
    assertSaid(warnings, "peers", "2 members", "use 3 or 5");
    assertEquals(List.of(), valid("", FLAGS, Map.of()).warnings());
    assertEquals(List.of(), valid("", with("peers", "n1=a:1"), Map.of()).warnings());

    String eight = "n1=a:1,n2=a:2,n3=a:3,n4=a:4,n5=a:5,n6=a:6,n7=a:7,n8=a:8";
    assertSaid(refused("", with("peers", eight), Map.of()), "peers", "8 members", "3 or 5");
  }

  @Test
  void addressesAndNamesOfPeersMustDiffer() {
    assertSaid(refused("", with("peers", "n1=a:1,n2=a:1"), Map.of()), "n1 and n2", "a:1");
    assertSaid(refused("", with("peers", "n1=a:1,n1=a:2"), Map.of()), "'n1' is named twice");
    assertSaid(refused("", with("peers", "n1=0.0.0.0:1"), Map.of()), "can't be reached");
  }

  @Test
  void httpMustNotBeServedWhereRaftListens() {
    assertSaid(
        refused("", with("http", "h1:7400"), Map.of()), "http", "collides with raft h1:7400");
    assertSaid(refused("", with("http", "0.0.0.0:7400"), Map.of()), "http", "collides");
    assertSaid(refused("", with("http", "h2:7400"), Map.of()), "http", "peer n2");
    valid("", with("http", "h2:7401"), Map.of());
  }

  @Test
  void boundsMustFitOneAnother() {
    assertSaid(
        refused("", with("limits.election_millis_min", "1200"), Map.of()),
        "limits.election_millis_min (from --limit election_millis_min): 1200 must be below",
        "1200 (from the default)");
    assertSaid(
        refused("", with("limits.demand_millis", "60001"), Map.of()),
        "limits.demand_millis",
        "at most limits.hold_millis_max");
    assertSaid(refused("", with("limits.window_ahead_millis", "60000"), Map.of()), "1000..59999");
    assertSaid(
        refused("", with("limits.window_ahead_millis", "40001"), Map.of()),
        "limits.window_ahead_millis (from --limit window_ahead_millis): 40001",
        "limits.clock_report_millis, which is 15000 (from the default)",
        "more than 55000");
  }

  @Test
  void aFileThatIsNoConfigurationIsRefusedWithItsLine() throws IOException {
    assertSaid(refused(file("- a\n- b\n"), FLAGS, Map.of()), ":1: ");
    assertSaid(refused(file("http: 'open\n"), FLAGS, Map.of()), "node.yaml:");
    assertSaid(refused(file("http: h:1\nhttp: h:2\n"), FLAGS, Map.of()), ":2: ", "http");
    assertSaid(refused(file("http:\n"), FLAGS, Map.of()), "http", ":1", "no value");
    assertSaid(refused(file("http: [1]\n"), FLAGS, Map.of()), "http", ":1", "single value");
    assertSaid(refused(file("http: h:1\n---\nraft: h:2\n"), FLAGS, Map.of()), "one YAML document");
    assertSaid(refused(directory + "/absent.yaml", FLAGS, Map.of()), "absent.yaml", "no such file");
    valid(file(""), FLAGS, Map.of());
  }

  @Test
  void everyBoundIsALimitOfTheSameNameInTheSameOrderAndItsDefaultIsWithinIt() {
    assertEquals(
        Arrays.stream(NodeLimits.class.getRecordComponents())
            .map(
                component ->
                    component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
            .toList(),
        Arrays.stream(Limit.values()).map(Limit::key).toList());
    for (Limit limit : Limit.values()) {
      long value = limit.defaultValue();
      assertTrue(value >= limit.min() && value <= limit.max(), limit::key);
    }
    assertEquals(NodeLimits.DEFAULT, Limit.limits(Limit::defaultValue));
  }

  private static LoadedConfig.Valid valid(
      String file, Map<String, String> flags, Map<String, String> environment) {
    LoadedConfig loaded = NodeConfigLoader.load(file, flags, environment);
    return assertInstanceOf(LoadedConfig.Valid.class, loaded, loaded::toString);
  }

  private static List<String> refused(
      String file, Map<String, String> flags, Map<String, String> environment) {
    LoadedConfig loaded = NodeConfigLoader.load(file, flags, environment);
    List<String> faults =
        assertInstanceOf(LoadedConfig.Refused.class, loaded, loaded::toString).faults();
    faults.forEach(fault -> assertEquals(1, fault.lines().count(), fault));
    return faults;
  }

  private static Map<String, String> with(String key, String value) {
    Map<String, String> flags = new HashMap<>(FLAGS);
    flags.put(key, value);
    return flags;
  }

  /** One of the lines says all of this. */
  private static void assertSaid(List<String> lines, String... parts) {
    assertTrue(
        lines.stream().anyMatch(line -> List.of(parts).stream().allMatch(line::contains)),
        () -> List.of(parts) + " is not said in one of " + lines);
  }

  private String file(String content) throws IOException {
    return Files.writeString(directory.resolve("node.yaml"), content).toString();
  }
}

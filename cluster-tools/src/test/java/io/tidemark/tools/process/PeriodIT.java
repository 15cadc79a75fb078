package io.tidemark.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Numbers that begin anew every day or hour, on three nodes at once, driven through midnight in
 * three zones and through the clock changes of spring and autumn. One node's clock is wrong by an
 * hour.
 */
@ExtendWith(ClusterLogs.class)
final class PeriodIT {
  private static final Duration BEFORE = Duration.ofSeconds(6);
  private static final Duration AFTER = Duration.ofSeconds(6);
  private static final List<ZoneId> ZONES =
      List.of(ZoneId.of("Asia/Kolkata"), ZoneId.of("Europe/Berlin"), ZoneId.of("America/New_York"));

  /** In the order of time, because replicated time never goes back. */
  private static final List<Instant> TURNS =
      List.of(
          // Midnight in Kolkata, Berlin and New York.
          Instant.parse("2030-01-01T18:30:00Z"),
          Instant.parse("2030-01-01T23:00:00Z"),
          Instant.parse("2030-01-02T05:00:00Z"),
          // Berlin: 02:00 becomes 03:00; midnight after a day of 23 hours; 03:00 becomes 02:00
          // again.
          Instant.parse("2030-03-31T01:00:00Z"),
          Instant.parse("2030-03-31T22:00:00Z"),
          Instant.parse("2030-10-27T00:00:00Z"),
          Instant.parse("2030-10-27T01:00:00Z"),
          Instant.parse("2030-10-27T23:00:00Z"));

  private record Namespace(String name, ZoneId zone, String reset) {}

  @AutoClose private final RealCluster cluster = RealCluster.of(3);

  private final FakeClocks clocks = FakeClocks.of(cluster);
  private final Map<Namespace, Set<String>> seen = new ConcurrentHashMap<>();
  private final Map<Namespace, Map<String, Set<Long>>> values = new ConcurrentHashMap<>();

  @Test
  void everyPeriodBeginsAtOneOnceAndNoNumberComesTwice() {
    cluster.startAll();
    cluster.awaitAllReady();
    List<Namespace> namespaces =
        ZONES.stream()
            .flatMap(
                zone ->
                    List.of("daily", "hourly").stream()
                        .map(reset -> new Namespace(nameOf(zone, reset), zone, reset)))
            .toList();
    namespaces.forEach(this::put);
    RealNode wrong = cluster.node(2);

    for (Instant turn : TURNS) {
      Duration ahead = Duration.between(Instant.now(), turn.minus(BEFORE));
      for (RealNode node : cluster.nodes()) {
        clocks.set(node, node == wrong ? ahead.plus(Duration.ofHours(1)) : ahead);
      }
      awaitReplicatedTime(turn.minus(BEFORE).minusSeconds(2));
      Instant end = Instant.now().plus(BEFORE).plus(AFTER);
      while (Instant.now().isBefore(end)) {
        for (Namespace namespace : namespaces) {
          cluster.nodes().parallelStream().forEach(node -> take(node, namespace));
        }
      }
      namespaces.forEach(namespace -> assertBothSidesWereSeen(namespace, turn));
    }

    for (Namespace namespace : namespaces) {
      values
          .get(namespace)
          .forEach(
              (label, numbers) ->
                  assertTrue(
                      numbers.contains(1L), () -> namespace + " began " + label + " above 1"));
    }
  }

  private void put(Namespace namespace) {
    Answer answer =
        cluster
            .node(0)
            .put(
                "/v1/namespaces/" + namespace.name(),
                """
                {"kind":"sequence","reset":"%s","zone":"%s","template":"{date:%s}/{seq}",\
                "range_size_min":"1","range_size_max":"50"}\
                """
                    .formatted(namespace.reset(), namespace.zone(), patternOf(namespace.reset())));
    assertEquals(201, answer.status(), answer::toString);
  }

  private void take(RealNode node, Namespace namespace) {
    Answer answer = node.generate("{\"namespace\":\"%s\",\"count\":3}".formatted(namespace.name()));
    if (!answer.ok()) {
      assertEquals(503, answer.status(), () -> node + ": " + answer);
      return;
    }
    for (var id : answer.json().path("ids")) {
      String text = id.asText();
      assertTrue(
          seen.computeIfAbsent(namespace, n -> ConcurrentHashMap.newKeySet()).add(text),
          () -> "%s issued %s of %s again".formatted(node, text, namespace));
      String[] parts = text.split("/", 2);
      values
          .computeIfAbsent(namespace, n -> new ConcurrentHashMap<>())
          .computeIfAbsent(parts[0], label -> ConcurrentHashMap.newKeySet())
          .add(Long.parseLong(parts[1]));
    }
  }

  /** What is printed a second before and after a turn came out of the cluster. */
  private void assertBothSidesWereSeen(Namespace namespace, Instant turn) {
    Map<String, Set<Long>> labels = new TreeMap<>(values.getOrDefault(namespace, Map.of()));
    Set<String> expected = new HashSet<>();
    for (Instant moment : List.of(turn.minusSeconds(1), turn.plusSeconds(1))) {
      expected.add(
          DateTimeFormatter.ofPattern(patternOf(namespace.reset()))
              .format(ZonedDateTime.ofInstant(moment, namespace.zone())));
    }
    assertTrue(
        labels.keySet().containsAll(expected),
        () -> "%s at %s: %s of %s".formatted(namespace, turn, expected, labels.keySet()));
  }

  private void awaitReplicatedTime(Instant from) {
    for (RealNode node : cluster.nodes()) {
      Awaitility.await(node + " is at " + from)
          .atMost(RealCluster.PATIENCE)
          .until(
              () -> !Instant.parse(node.cluster().path("replicated_time").asText()).isBefore(from));
    }
  }

  private static String nameOf(ZoneId zone, String reset) {
    return zone.getId().toLowerCase(java.util.Locale.ROOT).replace('/', '.') + "-" + reset;
  }

  private static String patternOf(String reset) {
    return reset.equals("daily") ? "yyyyMMdd" : "yyyyMMddHH";
  }
}

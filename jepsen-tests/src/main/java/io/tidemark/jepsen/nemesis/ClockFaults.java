package io.tidemark.jepsen.nemesis;

import io.tidemark.jepsen.db.Db;
import io.tidemark.jepsen.db.Node;
import io.tidemark.jepsen.nemesis.Fault.Need;
import io.tidemark.jepsen.nemesis.Fault.Wound;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Wall clocks that jump and drift. */
final class ClockFaults {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration LASTS = Duration.ofSeconds(15);

  /** A process looks at its clock's file once a second. */
  private static final Duration NOTICED = Duration.ofMillis(1_500);

  private static final int STROBES = 10;
  private static final Duration STROBE = Duration.ofMillis(700);
  private static final double DRIFT = 1.5;

  private ClockFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault(
            "clock-ahead",
            Need.CLOCKS,
            (db, random) -> jump(Victims.any(db.nodes(), random), HOUR)),
        new Fault(
            "clock-behind",
            Need.CLOCKS,
            (db, random) -> jump(Victims.any(db.nodes(), random), HOUR.negated())),
        new Fault("clock-strobe", Need.CLOCKS, ClockFaults::strobe),
        new Fault("clock-drift", Need.CLOCKS, ClockFaults::drift));
  }

  private static Wound jump(Node victim, Duration offset) {
    victim.clock().ahead(offset);
    return Wound.of(victim, LASTS, () -> putRight(victim));
  }

  private static void putRight(Node victim) {
    victim.clock().ahead(Duration.ZERO);
    Db.pause(NOTICED);
  }

  /** To and fro, by up to a minute. */
  private static Wound strobe(Db db, SplittableRandom random) {
    Node victim = Victims.any(db.nodes(), random);
    for (int i = 0; i < STROBES; i++) {
      victim.clock().ahead(Duration.ofMillis(random.nextLong(-60_000, 60_000)));
      Db.pause(STROBE);
    }
    return Wound.of(victim, Duration.ZERO, () -> putRight(victim));
  }

  private static Wound drift(Db db, SplittableRandom random) {
    Node victim = Victims.any(db.nodes(), random);
    victim.clock().drift(DRIFT);
    return Wound.of(
        victim,
        LASTS,
        () -> {
          // libfaketime keeps to a speed that a process was told once: a new one has the true time.
          victim.clock().ahead(Duration.ZERO);
          victim.kill();
        });
  }
}

package io.tidemark.jepsen.spec;

import java.util.Locale;

/** The protocol without one of its rules, and what must then be refuted. */
enum BrokenModel {
  PUBLISH_BEFORE_COMMIT("Reservation", "Reservation.cfg", "NoDuplicate"),
  BUFFER_KEPT_AT_RESTART("Reservation", "Reservation.cfg", "NoDuplicate"),
  ANSWERS_UNCHECKED("Reservation", "Reservation.cfg", "NoDuplicate"),
  ANSWERS_BY_NONCE_ALONE("Reservation", "Reservation.cfg", "NoDuplicate"),
  BOTH_ENDS_OF_A_RANGE("Reservation", "Reservation.cfg", "NoDuplicate"),
  SNAPSHOT_MISSING("Reservation", "Reservation.cfg", "MarkRises"),
  WORKER_REUSED_EARLY("Windows", "Workers.cfg", "WindowDisjoint"),
  RELEASED_UP_TO_REPLICATED_TIME("Windows", "Workers.cfg", "NoDuplicate"),
  REFUSAL_IGNORED("Windows", "Workers.cfg", "IssuedInsideReserved"),
  STAMPS_BY_THE_CLOCK("Windows", "TimeLines.cfg", "NoDuplicate"),
  INCARNATION_REUSED("Windows", "TimeLines.cfg", "NoDuplicate"),
  RESTORED_WITHOUT_RAISE("Restore", "Restore.cfg", "NoDuplicate"),
  BOUND_TOO_LOW("Restore", "Restore.cfg", "NoDuplicate"),
  NO_FLOOR_FOR_UNSEEN_LINES("Restore", "Restore.cfg", "NoDuplicate"),
  NO_FLOOR_FOR_WORKERS("Restore", "RestoreWindows.cfg", "WindowDisjoint"),
  EARLIER_RESTORE_NOT_COUNTED("Restore", "Restore.cfg", "IncarnationsDiffer"),
  INCARNATIONS_NOT_RAISED("Restore", "Restore.cfg", "IncarnationsDiffer"),
  LATEST_CLOCK("ReplicatedTime", "ReplicatedTime.cfg", "WildClocksMoveNothing"),
  TIME_FOLLOWS_THE_CLOCKS("ReplicatedTime", "ReplicatedTime.cfg", "MarkRises");

  private final String module;
  private final String configuration;
  private final String refutes;

  BrokenModel(String module, String configuration, String refutes) {
    this.module = module;
    this.configuration = configuration;
    this.refutes = refutes;
  }

  String module() {
    return module;
  }

  /** The name of TLC's configuration file, in {@code broken}. */
  String configuration() {
    return configuration;
  }

  /** The invariant or property that doesn't hold without the rule. */
  String refutes() {
    return refutes;
  }

  /** What the modules call the fault. */
  String fault() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}

package io.tidemark.jepsen.spec;

/** The protocol, as it is meant, in parts that a model checker can visit wholly. */
enum Model {
  /** The main one: values of one line, processes, messages. */
  RESERVATION("Reservation", "Reservation.cfg", 100_000),
  /** The same with ranges of several values, and fewer messages. */
  RESERVATION_RANGES("Reservation", "ReservationRanges.cfg", 10_000),
  /** Windows of worker numbers, and how a number passes on. */
  WORKERS("Windows", "Workers.cfg", 3_000),
  /** Windows of the processes' own time lines. */
  TIME_LINES("Windows", "TimeLines.cfg", 1_000),
  /** Backups, and the lines and incarnations of clusters that are restored from them. */
  RESTORE("Restore", "Restore.cfg", 1_000),
  /** The same of worker numbers. */
  RESTORE_WINDOWS("Restore", "RestoreWindows.cfg", 1_000),
  /** What the voters' clocks make of time. */
  REPLICATED_TIME("ReplicatedTime", "ReplicatedTime.cfg", 100);

  private final String module;
  private final String configuration;
  private final long statesMin;

  Model(String module, String configuration, long statesMin) {
    this.module = module;
    this.configuration = configuration;
    this.statesMin = statesMin;
  }

  String module() {
    return module;
  }

  /** The name of TLC's configuration file. */
  String configuration() {
    return configuration;
  }

  /** With fewer distinct states something has been bounded away that was meant to happen. */
  long statesMin() {
    return statesMin;
  }
}

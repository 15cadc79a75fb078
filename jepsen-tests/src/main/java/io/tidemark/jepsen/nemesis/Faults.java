package io.tidemark.jepsen.nemesis;

import java.util.List;
import java.util.stream.Stream;

/** All faults by their names. */
public final class Faults {
  private static final List<Fault> ALL =
      Stream.of(
              ProcessFaults.all(),
              NetworkFaults.all(),
              ClockFaults.all(),
              RelayFaults.all(),
              DiskFaults.all(),
              CorruptionFaults.all(),
              SnapshotFaults.all(),
              MembershipFaults.all(),
              BackupFaults.all())
          .flatMap(List::stream)
          .toList();

  private Faults() {}

  /** All of them. */
  public static List<Fault> all() {
    return ALL;
  }

  /**
   * The fault of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Fault of(String name) {
    return ALL.stream()
        .filter(fault -> fault.name().equals(name))
        .findAny()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no fault %s; there are %s"
                        .formatted(
                            name, String.join(", ", ALL.stream().map(Fault::name).toList()))));
  }
}

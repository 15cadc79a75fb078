package io.tidemark.simulation;

import io.tidemark.core.WindowOwner;

/** Issues what UUIDv7 and ULID carry: (incarnation, millisecond, counter). */
final class StampIssuer {

  private static final int COUNTER_MAX = 3;
  private static final int WINDOWS_HELD_MAX = 2;

  private final World world;
  private final IssuingProcess process;
  private final WindowStamper stamper;
  private final WindowExtension extension;

  StampIssuer(World world, IssuingProcess process) {
    this.world = world;
    this.process = process;
    this.stamper = new WindowStamper(world, process, 1, COUNTER_MAX);
    this.extension =
        new WindowExtension(
            process,
            new WindowOwner.TimeLine(process.incarnation()),
            stamper,
            0,
            () -> process.fault("another process extended the time line"));
  }

  void issue() {
    WindowStamper.Stamp stamp = stamper.nextOrNull();
    if (stamp != null) {
      world.ledger.issuedStamp(process.incarnation(), stamp);
    }
    if (stamper.windows() < WINDOWS_HELD_MAX) {
      extension.extend();
    }
  }
}

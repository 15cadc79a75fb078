package io.tidemark.simulation;

import io.tidemark.core.Command;
import io.tidemark.core.Outcome;
import io.tidemark.core.WindowOwner;
import io.tidemark.core.WorkerClass;
import io.tidemark.core.WorkerKey;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Issues what a snowflake carries: (tick, worker, sequence). Claims a worker number when it is
 * asked for one, and gives it back when it is told to. A claim may find a number of before, with
 * the same window even; so the ticks of a number never go back, however often it is claimed.
 */
final class SnowflakeIssuer {

  private static final int SEQUENCE_MAX = 3;
  private static final int WINDOWS_HELD_MAX = 2;

  private record Worker(WorkerKey key, WindowStamper stamper, WindowExtension extension) {}

  private final World world;
  private final IssuingProcess process;
  private final WorkerClass workerClass;
  private final Map<WorkerKey, WindowStamper> stampers = new HashMap<>();
  private @Nullable Worker worker;
  private boolean claiming;

  SnowflakeIssuer(World world, IssuingProcess process, WorkerClass workerClass) {
    this.world = world;
    this.process = process;
    this.workerClass = workerClass;
  }

  void issue() {
    Worker current = worker;
    if (current == null) {
      claim();
      return;
    }
    WindowStamper.Stamp stamp = current.stamper().nextOrNull();
    if (stamp != null) {
      world.ledger.issuedSnowflake(process.incarnation(), current.key(), stamp);
    }
    if (current.stamper().windows() < WINDOWS_HELD_MAX) {
      current.extension().extend();
    }
  }

  private void claim() {
    if (claiming) {
      return;
    }
    claiming = true;
    HeldSince since = process.holdingFromNow();
    process
        .proposer()
        .propose(
            new Command.ClaimWorker(workerClass, process.windowEndWanted(0)),
            Answer.of(outcome -> claimed(outcome, since), () -> claiming = false));
  }

  private void claimed(Outcome outcome, HeldSince since) {
    claiming = false;
    if (outcome instanceof Outcome.WorkerClaimed claimed) {
      WorkerKey key = claimed.worker();
      WindowStamper stamper =
          stampers.computeIfAbsent(
              key,
              absent ->
                  new WindowStamper(world, process, workerClass.timeUnitMillis(), SEQUENCE_MAX));
      WindowExtension extension =
          new WindowExtension(
              process,
              new WindowOwner.Worker(key),
              stamper,
              claimed.window().endMillis(),
              this::drop);
      worker = new Worker(key, stamper, extension);
      stamper.hold(claimed.window(), since);
    }
  }

  private void drop() {
    Worker dropped = worker;
    if (dropped != null) {
      dropped.extension().end();
      dropped.stamper().dropAll();
      worker = null;
    }
  }

  /** Stops stamping, and only then says so. */
  void release() {
    Worker released = worker;
    if (released != null) {
      drop();
      process
          .proposer()
          .propose(
              new Command.ReleaseWorker(released.key(), released.stamper().usedUntilMillis()),
              Answer.IGNORED);
    }
  }
}

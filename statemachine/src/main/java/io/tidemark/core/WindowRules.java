package io.tidemark.core;

import io.tidemark.core.Outcome.Rejected;
import java.time.Instant;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Decides who may stamp which times: windows of incarnations and of snowflake worker numbers. */
final class WindowRules {

  private WindowRules() {}

  static Outcome extend(Transition transition, Envelope envelope, Command.ExtendWindow command) {
    return switch (command.owner()) {
      case WindowOwner.TimeLine(IncarnationNumber incarnation) ->
          extendTimeLine(transition, envelope, command, incarnation);
      case WindowOwner.Worker(WorkerKey worker) ->
          extendWorker(transition, envelope, command, worker);
    };
  }

  private static Outcome extendTimeLine(
      Transition transition,
      Envelope envelope,
      Command.ExtendWindow command,
      IncarnationNumber number) {
    Table<IncarnationNumber, IncarnationRecord> incarnations = transition.tables().incarnations();
    IncarnationRecord incarnation = incarnations.get(number);
    if (incarnation == null || !number.equals(envelope.incarnation())) {
      return notOwner("the time line of incarnation " + number, envelope);
    }
    Outcome outcome =
        grant(transition, envelope, command, incarnation.window(), incarnation.windowNonce());
    if (outcome instanceof Outcome.WindowExtended(TimeWindow window)) {
      incarnations.put(number, incarnation.withWindow(window, envelope.nonce()));
    }
    return outcome;
  }

  private static Outcome extendWorker(
      Transition transition, Envelope envelope, Command.ExtendWindow command, WorkerKey key) {
    Table<WorkerKey, WorkerRecord> workers = transition.tables().workers();
    WorkerRecord worker = workers.get(key);
    if (worker == null || !worker.owner().equals(envelope.incarnation())) {
      return notOwner("worker " + key.number(), envelope);
    }
    if (isOlder(envelope, worker)) {
      return claimedSince(key);
    }
    Outcome outcome = grant(transition, envelope, command, worker.window(), worker.windowNonce());
    if (outcome instanceof Outcome.WindowExtended(TimeWindow window)) {
      workers.put(key, new WorkerRecord(worker.owner(), worker.node(), window, envelope.nonce()));
    }
    return outcome;
  }

  /** Compare-and-set on the end of a time line. */
  private static Outcome grant(
      Transition transition,
      Envelope envelope,
      Command.ExtendWindow command,
      TimeWindow last,
      long lastNonce) {
    if (lastNonce == envelope.nonce() && last.endMillis() == command.newEndMillis()) {
      return new Outcome.WindowExtended(last);
    }
    if (last.endMillis() != command.expectedEndMillis()) {
      return Rejected.of(
          RejectionReason.WINDOW_CONFLICT,
          "the window ends at %d, not at %d as expected; another process extended it"
              .formatted(last.endMillis(), command.expectedEndMillis()));
    }
    TimeWindow next = windowOrNull(transition, last.endMillis(), command.newEndMillis(), 1);
    return next == null
        ? clockOutOfBounds(transition, envelope, command.newEndMillis())
        : new Outcome.WindowExtended(next);
  }

  /**
   * A number passes on only with a window that starts on the coarsest unit at or after the old end.
   */
  static Outcome claim(Transition transition, Envelope envelope, Command.ClaimWorker command) {
    Table<WorkerKey, WorkerRecord> workers = transition.tables().workers();
    WorkerClass workerClass = command.workerClass();
    long now = transition.replicatedTimeMillis();
    WorkerChoice choice = new WorkerChoice(envelope, now);
    workers.scan(new WorkerKey(workerClass, 0), inClass(workerClass, choice::consider));
    WorkerKey owned = choice.owned();
    if (owned != null) {
      WorkerRecord worker = workers.get(owned);
      if (worker != null) {
        workers.put(owned, worker.claimedAgain(envelope.nonce()));
        return new Outcome.WorkerClaimed(owned, worker.window());
      }
    }
    WorkerKey key = choice.best(workerClass);
    if (key == null) {
      return Rejected.of(
          RejectionReason.NO_WORKER_FREE,
          "all %d worker numbers of the class are within their windows; try again when one has ended"
              .formatted(workerClass.size()));
    }
    WorkerRecord old = workers.get(key);
    TimeWindow last = old == null ? TimeWindow.EMPTY : old.window();
    // In another cluster, before a restore, the number's window may have ended as late as the
    // floor.
    long floor = transition.cluster().floor().timeMillis();
    TimeWindow window =
        windowOrNull(
            transition,
            Math.max(last.endMillis(), floor),
            command.windowEndMillis(),
            TimeWindow.UNIT_MILLIS_MAX);
    if (window == null) {
      return command.windowEndMillis() <= floor
          ? belowFloor(now, floor)
          : clockOutOfBounds(transition, envelope, command.windowEndMillis());
    }
    transition.put(
        workers,
        key,
        new WorkerRecord(envelope.incarnation(), envelope.proposer(), window, envelope.nonce()));
    return new Outcome.WorkerClaimed(key, window);
  }

  static Outcome release(Transition transition, Envelope envelope, Command.ReleaseWorker command) {
    Table<WorkerKey, WorkerRecord> workers = transition.tables().workers();
    WorkerRecord worker = workers.get(command.worker());
    if (worker == null || !worker.owner().equals(envelope.incarnation())) {
      return notOwner("worker " + command.worker().number(), envelope);
    }
    if (isOlder(envelope, worker)) {
      return claimedSince(command.worker());
    }
    TimeWindow window = worker.window();
    if (command.usedUntilMillis() > window.endMillis() || command.usedUntilMillis() < 0) {
      return Rejected.of(
          RejectionReason.BAD_COMMAND,
          "stamping can't have ended at %d in a window that ends at %d"
              .formatted(command.usedUntilMillis(), window.endMillis()));
    }
    long end = Math.max(window.startMillis(), command.usedUntilMillis());
    TimeWindow used = new TimeWindow(window.startMillis(), end);
    workers.put(command.worker(), new WorkerRecord(IncarnationNumber.NONE, worker.node(), used, 0));
    return new Outcome.WorkerReleased();
  }

  /**
   * The next window of a time line, or null if its end is not after its start or too far ahead of
   * replicated time.
   *
   * @param lastEndMillis nothing before it may be stamped any more
   */
  private static @Nullable TimeWindow windowOrNull(
      Transition transition, long lastEndMillis, long endMillis, int unitMillis) {
    long now = transition.replicatedTimeMillis();
    long start = roundUp(Math.max(lastEndMillis, now), unitMillis);
    long latest = now + ReplicatedState.WINDOW_AHEAD_MILLIS_MAX;
    return now == 0 || endMillis > latest || endMillis <= start
        ? null
        : new TimeWindow(start, endMillis);
  }

  private static long roundUp(long millis, int unitMillis) {
    long past = millis % unitMillis;
    return past == 0 ? millis : millis - past + unitMillis;
  }

  private static BiPredicate<WorkerKey, WorkerRecord> inClass(
      WorkerClass workerClass, BiPredicate<WorkerKey, WorkerRecord> visitor) {
    return (key, worker) -> key.workerClass().equals(workerClass) && visitor.test(key, worker);
  }

  /**
   * Whether the proposer has claimed the number again since it proposed this. Applied late, it
   * would change a window that it was not meant for.
   */
  private static boolean isOlder(Envelope envelope, WorkerRecord worker) {
    return envelope.nonce() < worker.windowNonce();
  }

  private static Rejected claimedSince(WorkerKey key) {
    return Rejected.of(
        RejectionReason.WINDOW_CONFLICT,
        "worker %d was claimed again after this was proposed".formatted(key.number()));
  }

  private static Rejected notOwner(String what, Envelope envelope) {
    return Rejected.of(
        RejectionReason.NOT_OWNER,
        "%s is not incarnation %s's".formatted(what, envelope.incarnation()));
  }

  private static Rejected belowFloor(long now, long floor) {
    return Rejected.of(
        RejectionReason.CLOCK_OUT_OF_BOUNDS,
        "this cluster was restored from a backup, and snowflakes up to %s may have been issued before; it issues them from then on, and replicated time is %s"
            .formatted(Instant.ofEpochMilli(floor), Instant.ofEpochMilli(now)));
  }

  private static Rejected clockOutOfBounds(
      Transition transition, Envelope envelope, long endMillis) {
    long now = transition.replicatedTimeMillis();
    String detail =
        now == 0
            ? "replicated time is not known before a majority of the voters has reported its clock"
            : ("a window of node %s up to %d would not lie within the %d ms after replicated time"
                    + " %d; the node's clock is %d ms off it: check its time synchronisation")
                .formatted(
                    envelope.proposer(),
                    endMillis,
                    ReplicatedState.WINDOW_AHEAD_MILLIS_MAX,
                    now,
                    envelope.clockMillis() - now);
    return Rejected.of(RejectionReason.CLOCK_OUT_OF_BOUNDS, detail);
  }
}

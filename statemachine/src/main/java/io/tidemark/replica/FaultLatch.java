package io.tidemark.replica;

import io.tidemark.core.BrokenInvariantException;
import io.tidemark.core.Fault;
import io.tidemark.core.FaultHandler;
import io.tidemark.core.LogPosition;
import io.tidemark.encoding.EncodingException;
import io.tidemark.snapshot.BrokenSnapshotException;
import io.tidemark.store.StoreFailedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Halts the node at the first fault and refuses all work after it, also where the handler returns.
 * Safe for use by many threads.
 */
final class FaultLatch {

  private final FaultHandler handler;
  private final AtomicReference<@Nullable Fault> fault = new AtomicReference<>();

  FaultLatch(FaultHandler handler) {
    this.handler = handler;
  }

  /** A step of a start or an installation. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  boolean isSound() {
    return fault.get() == null;
  }

  /**
   * @throws IllegalStateException after a fault
   */
  void requireSound() {
    Fault first = fault.get();
    if (first != null) {
      throw new IllegalStateException("halted: " + first.detail(), first.thrown());
    }
  }

  /** Halts the node, and gives an exception to leave with where the handler returns. */
  IllegalStateException halt(Fault.Cause cause, String detail, @Nullable Throwable thrown) {
    Fault found = new Fault(cause, detail, thrown);
    if (fault.compareAndSet(null, found)) {
      handler.halt(found);
    }
    return new IllegalStateException(detail, thrown);
  }

  /**
   * Applies one entry. An exception would let Ratis close the division, or skip the entry if it
   * came by the future; so it halts the node first.
   */
  <R> R apply(LogPosition position, Supplier<R> step) {
    requireSound();
    try {
      return step.get();
    } catch (RuntimeException e) {
      throw halt(causeOf(e), notApplied(position, e), e);
    }
  }

  /** What kind of fault an exception is that came while the live state was used. */
  static Fault.Cause causeOf(RuntimeException thrown) {
    return switch (thrown) {
      case BrokenInvariantException ignored -> Fault.Cause.STATE_BROKEN;
      case EncodingException ignored -> Fault.Cause.STATE_BROKEN;
      case StoreFailedException ignored -> Fault.Cause.STORE_FAILED;
      default -> Fault.Cause.UNEXPECTED;
    };
  }

  /**
   * Puts a state in place.
   *
   * @throws IOException after halting the node
   */
  void load(Step step) throws IOException {
    requireSound();
    try {
      step.run();
    } catch (StoreFailedException e) {
      throw notLoaded(Fault.Cause.STORE_FAILED, e);
    } catch (IOException
        | UncheckedIOException
        | BrokenSnapshotException
        | EncodingException
        | BrokenInvariantException e) {
      throw notLoaded(Fault.Cause.SNAPSHOT_BROKEN, e);
    } catch (RuntimeException e) {
      throw notLoaded(Fault.Cause.UNEXPECTED, e);
    }
  }

  private IOException notLoaded(Fault.Cause cause, Exception e) {
    String detail = "the replicated state can't be rebuilt: " + e.getMessage();
    halt(cause, detail, e);
    return new IOException(detail, e);
  }

  private static String notApplied(LogPosition position, Exception e) {
    return "entry %d of term %d can't be applied: %s"
        .formatted(position.index(), position.term(), e.getMessage());
  }
}

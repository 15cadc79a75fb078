package io.tidemark.simulation;

import io.tidemark.core.Command;
import io.tidemark.core.Outcome;
import io.tidemark.core.RejectionReason;
import io.tidemark.core.TimeWindow;
import io.tidemark.core.WindowOwner;
import org.jspecify.annotations.Nullable;

/**
 * Asks for one window after the other on one time line, compare-and-set. A request of unknown fate
 * is made again word for word, under its old nonce, until it is answered.
 */
final class WindowExtension {

  private record Request(Command.ExtendWindow command, HeldSince since, long nonce) {}

  private final IssuingProcess process;
  private final WindowOwner owner;
  private final WindowStamper stamper;
  private final Runnable onLost;
  private long grantedEndMillis;
  private @Nullable Request unanswered;
  private boolean waiting;
  private boolean ended;

  /**
   * @param grantedEndMillis the end of the window already held; 0 if there is none
   * @param onLost called when the time line turns out to be someone else's
   */
  WindowExtension(
      IssuingProcess process,
      WindowOwner owner,
      WindowStamper stamper,
      long grantedEndMillis,
      Runnable onLost) {
    this.process = process;
    this.owner = owner;
    this.stamper = stamper;
    this.grantedEndMillis = grantedEndMillis;
    this.onLost = onLost;
  }

  void extend() {
    if (waiting) {
      return;
    }
    Request repeated = unanswered;
    if (repeated != null) {
      propose(repeated);
      return;
    }
    long endMillis = process.windowEndWanted(stamper.windows() == 0 ? grantedEndMillis : 0);
    if (endMillis <= grantedEndMillis) {
      return;
    }
    Request first =
        new Request(
            new Command.ExtendWindow(owner, grantedEndMillis, endMillis),
            process.holdingFromNow(),
            process.proposer().nextNonce());
    unanswered = first;
    propose(first);
  }

  private void propose(Request request) {
    waiting = true;
    process.proposer().propose(request.command(), request.nonce(), answer(request));
  }

  /** Takes no window any more, not even one that was asked for. */
  void end() {
    ended = true;
  }

  private Answer answer(Request request) {
    return Answer.of(outcome -> decided(request, outcome), () -> waiting = false);
  }

  private void decided(Request request, Outcome outcome) {
    if (ended) {
      return;
    }
    waiting = false;
    unanswered = null;
    switch (outcome) {
      case Outcome.WindowExtended(TimeWindow window) -> {
        grantedEndMillis = window.endMillis();
        stamper.hold(window, request.since());
      }
      case Outcome.Rejected rejected
          when rejected.reason() == RejectionReason.CLOCK_OUT_OF_BOUNDS -> {}
      default -> onLost.run();
    }
  }
}

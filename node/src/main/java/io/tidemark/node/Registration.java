package io.tidemark.node;

import io.tidemark.core.ClusterSecret;
import io.tidemark.core.Command;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.Outcome;
import io.tidemark.node.log.Proposal;
import io.tidemark.node.log.Proposer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Registers this process as the node's current incarnation, for as long as that takes. The
 * process's random name makes a repeated registration the same one.
 */
final class Registration {

  private static final long RETRY_MILLIS = 100;

  /** After a refusal, which every attempt writes into the log. */
  private static final long REFUSED_RETRY_MILLIS = 5_000;

  private final Proposer proposer;
  private final ScheduledExecutorService scheduler;
  private final String processNonce;
  private final ClusterSecret offer;
  private final CompletableFuture<IncarnationNumber> registered = new CompletableFuture<>();
  private volatile String trouble = "not registered yet";

  Registration(
      Proposer proposer,
      ScheduledExecutorService scheduler,
      String processNonce,
      ClusterSecret offer) {
    this.proposer = proposer;
    this.scheduler = scheduler;
    this.processNonce = processNonce;
    this.offer = offer;
  }

  /** Completes on a thread of the log once the process is registered. */
  CompletableFuture<IncarnationNumber> start() {
    attempt();
    return registered;
  }

  /** Why the process is not registered yet. */
  String trouble() {
    return trouble;
  }

  private void attempt() {
    var _ =
        proposer
            .propose(new Command.RegisterIncarnation(processNonce, offer))
            .thenAccept(this::conclude);
  }

  private void conclude(Proposal proposal) {
    if (proposal
        instanceof
        Proposal.Decided(_, Outcome.IncarnationRegistered(IncarnationNumber number, _), _)) {
      proposer.register(number);
      trouble = "";
      registered.complete(number);
      return;
    }
    trouble =
        switch (proposal) {
          case Proposal.Decided decided -> "registration refused: " + decided.outcome();
          case Proposal.Refused(String detail) -> "registration waits: " + detail;
          case Proposal.Unknown(String detail) -> "registration waits: " + detail;
        };
    long pause = proposal instanceof Proposal.Decided ? REFUSED_RETRY_MILLIS : RETRY_MILLIS;
    var _ = scheduler.schedule(this::attempt, pause, TimeUnit.MILLISECONDS);
  }
}

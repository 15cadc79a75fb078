package io.tidemark.node.member;

import io.tidemark.core.NodeName;
import io.tidemark.node.config.HostPort;
import io.tidemark.node.exchange.Call;
import io.tidemark.node.exchange.ExchangeClient;
import io.tidemark.node.exchange.HandOver;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.RaftClientReply;
import org.jspecify.annotations.Nullable;

/** Hands leadership from one voter to another. Safe for use by many threads; never blocks. */
final class Leadership {

  private final Division division;
  private final ExchangeClient client;
  private final long silentMillisMax;

  /**
   * @param silentMillisMax a follower that was silent for so long is not chosen
   */
  Leadership(Division division, ExchangeClient client, long silentMillisMax) {
    this.division = division;
    this.client = client;
    this.silentMillisMax = silentMillisMax;
  }

  /** Asks whoever leads; completes normally, within the timeout. */
  CompletableFuture<HandOver.Answer> handOver(@Nullable NodeName to, long timeoutMillis) {
    @Nullable NodeName leader = division.leader();
    if (leader == null) {
      return notDone("no leader is in sight");
    }
    if (leader.equals(division.self())) {
      return handOverHere(to, timeoutMillis);
    }
    @Nullable HostPort address = division.voters().get(leader);
    if (address == null) {
      return notDone("the address of leader %s is not known yet".formatted(leader));
    }
    HandOver.Request request =
        new HandOver.Request(division.clusterId(), to == null ? null : to.value(), timeoutMillis);
    return client
        .call(address, Call.HAND_OVER, request, timeoutMillis)
        .exceptionally(
            thrown ->
                failed("leader %s did not answer: %s".formatted(leader, thrown.getMessage())));
  }

  /** From this node; completes normally, within the timeout. */
  CompletableFuture<HandOver.Answer> handOverHere(@Nullable NodeName to, long timeoutMillis) {
    if (!division.self().equals(division.leader())) {
      return notDone("node %s does not lead".formatted(division.self()));
    }
    Optional<NodeName> target = to == null ? successor() : Optional.of(to);
    if (target.isEmpty()) {
      return notDone("no other voter answers");
    }
    if (target.get().equals(division.self())) {
      return CompletableFuture.completedFuture(done(target.get()));
    }
    return division
        .transferLeadership(target.get(), timeoutMillis)
        .thenApply(reply -> concluded(reply, target.get()))
        .exceptionally(thrown -> failed(String.valueOf(thrown.getMessage())))
        .completeOnTimeout(
            failed("%s did not take over within %d ms".formatted(target.get(), timeoutMillis)),
            timeoutMillis,
            TimeUnit.MILLISECONDS);
  }

  private static HandOver.Answer concluded(RaftClientReply reply, NodeName target) {
    if (reply.isSuccess()) {
      return done(target);
    }
    Exception refusal = reply.getException();
    return failed(refusal == null ? "Raft refused it" : String.valueOf(refusal.getMessage()));
  }

  private static HandOver.Answer done(NodeName leader) {
    return new HandOver.Answer(leader.value(), "");
  }

  private static HandOver.Answer failed(String detail) {
    return new HandOver.Answer(null, detail);
  }

  /** The voter that holds most of the log, of those that answer. */
  private Optional<NodeName> successor() {
    SortedMap<NodeName, Long> held = division.heldIndexes();
    SortedMap<NodeName, Long> silent = division.silentMillis();
    return division.voters().keySet().stream()
        .filter(voter -> !voter.equals(division.self()))
        .filter(voter -> silent.getOrDefault(voter, Long.MAX_VALUE) < silentMillisMax)
        .max(Comparator.comparing(voter -> held.getOrDefault(voter, -1L)));
  }

  private static CompletableFuture<HandOver.Answer> notDone(String detail) {
    return CompletableFuture.completedFuture(failed(detail));
  }
}

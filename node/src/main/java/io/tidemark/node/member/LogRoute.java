package io.tidemark.node.member;

import io.tidemark.core.Entry;
import io.tidemark.core.LogPosition;
import io.tidemark.core.NodeName;
import io.tidemark.encoding.EntryEncoding;
import io.tidemark.encoding.ReplyEncoding;
import io.tidemark.node.config.HostPort;
import io.tidemark.node.exchange.Call;
import io.tidemark.node.exchange.ExchangeClient;
import io.tidemark.node.exchange.Propose;
import io.tidemark.node.log.Submission;
import java.net.ConnectException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The way of an entry to the leader: to this node's own Raft server if it leads, otherwise over the
 * exchange, once. Nothing is retried.
 */
final class LogRoute {

  private final Division division;
  private final Submitter submitter;
  private final ExchangeClient client;

  LogRoute(Division division, Submitter submitter, ExchangeClient client) {
    this.division = division;
    this.submitter = submitter;
    this.client = client;
  }

  /** Completes normally, within the timeout. */
  CompletableFuture<Submission> submit(Entry entry, long timeoutMillis) {
    byte[] encoded;
    try {
      encoded = EntryEncoding.encode(entry);
    } catch (IllegalArgumentException e) {
      return refused(String.valueOf(e.getMessage()));
    }
    @Nullable NodeName leader = division.leader();
    if (leader == null) {
      return refused("no leader is in sight");
    }
    if (leader.equals(division.self())) {
      return submitter.submit(encoded, timeoutMillis);
    }
    @Nullable HostPort address = division.voters().get(leader);
    return address == null
        ? refused("the address of leader %s is not known yet".formatted(leader))
        : send(leader, address, encoded, timeoutMillis);
  }

  private CompletableFuture<Submission> send(
      NodeName leader, HostPort address, byte[] entry, long timeoutMillis) {
    Propose.Request request = new Propose.Request(division.clusterId(), entry, timeoutMillis);
    return client
        .call(address, Call.PROPOSE, request, timeoutMillis)
        .thenApply(LogRoute::concluded)
        .exceptionally(thrown -> failed(leader, thrown));
  }

  private static Submission concluded(Propose.Answer answer) {
    byte @Nullable [] replies = answer.replies();
    return switch (answer.verdict()) {
      case COMMITTED ->
          replies == null
              ? new Submission.Unknown("the leader's answer has no replies")
              : new Submission.Committed(
                  new LogPosition(answer.term(), answer.index()), ReplyEncoding.decode(replies));
      case REFUSED -> new Submission.Refused(answer.detail());
      case UNKNOWN -> new Submission.Unknown(answer.detail());
    };
  }

  /** A call for which no connection could be made was never sent; of any other it isn't known. */
  private static Submission failed(NodeName leader, Throwable thrown) {
    String detail = "leader %s did not answer: %s".formatted(leader, thrown.getMessage());
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException) {
        return new Submission.Refused(detail);
      }
    }
    return new Submission.Unknown(detail);
  }

  private static CompletableFuture<Submission> refused(String detail) {
    return CompletableFuture.completedFuture(new Submission.Refused(detail));
  }
}

package io.tidemark.node.member;

import io.tidemark.core.LogPosition;
import io.tidemark.core.NodeName;
import io.tidemark.node.config.HostPort;
import io.tidemark.node.exchange.Call;
import io.tidemark.node.exchange.ExchangeClient;
import io.tidemark.node.exchange.ReadIndex;
import io.tidemark.node.log.ReplicatedLog.ReadPoint;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A linearizable read on any node: the leader confirms a read index, this node applies up to it.
 * Each part of a round has a deadline of its own.
 */
final class ReadRounds {

  private static final long PART_MILLIS_MAX = 2_000;

  private final Division division;
  private final ExchangeClient client;
  private final ReadIndexes indexes;
  private final CatchUp catchUp;
  private final Supplier<LogPosition> applied;

  ReadRounds(
      Division division,
      ExchangeClient client,
      ReadIndexes indexes,
      CatchUp catchUp,
      Supplier<LogPosition> applied) {
    this.division = division;
    this.client = client;
    this.indexes = indexes;
    this.catchUp = catchUp;
    this.applied = applied;
  }

  /** One round. Completes normally. */
  CompletableFuture<ReadPoint> round() {
    return readIndex()
        .thenCompose(this::reach)
        .exceptionally(thrown -> unreachable("the leader did not answer: " + thrown.getMessage()));
  }

  private CompletableFuture<Long> readIndex() {
    @Nullable NodeName leader = division.leader();
    if (division.self().equals(leader)) {
      return indexes.confirm(PART_MILLIS_MAX);
    }
    @Nullable HostPort address = leader == null ? null : division.voters().get(leader);
    return address == null
        ? CompletableFuture.completedFuture(ReadIndexes.UNCONFIRMED)
        : client
            .call(
                address,
                Call.READ_INDEX,
                new ReadIndex.Request(division.clusterId(), PART_MILLIS_MAX),
                PART_MILLIS_MAX)
            .thenApply(ReadIndex.Answer::index);
  }

  private CompletableFuture<ReadPoint> reach(long index) {
    if (index == ReadIndexes.UNCONFIRMED) {
      return CompletableFuture.completedFuture(unreachable("no leader with a majority in sight"));
    }
    return catchUp
        .await(index, PART_MILLIS_MAX)
        .thenApply(
            reached ->
                reached
                    ? new ReadPoint.Reached(applied.get())
                    : unreachable("this node is behind: it has not applied index " + index));
  }

  private static ReadPoint unreachable(String detail) {
    return new ReadPoint.Unreachable(detail);
  }
}

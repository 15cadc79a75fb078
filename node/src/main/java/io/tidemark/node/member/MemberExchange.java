package io.tidemark.node.member;

import io.tidemark.core.NodeName;
import io.tidemark.encoding.ReplyEncoding;
import io.tidemark.node.exchange.Applied;
import io.tidemark.node.exchange.Exchange;
import io.tidemark.node.exchange.HandOver;
import io.tidemark.node.exchange.Inquiry;
import io.tidemark.node.exchange.Probe;
import io.tidemark.node.exchange.Propose;
import io.tidemark.node.exchange.ReadIndex;
import io.tidemark.node.identity.Identity;
import io.tidemark.node.log.Submission;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a running member answers to its peers. Ratis builds its server, and with it this, before the
 * member exists; until {@link #open} it says that it is starting.
 */
final class MemberExchange implements Exchange {

  private final Identity identity;
  private final String httpAddress;
  private final SelfReport self;
  private final SightingBook book;
  private final Probe.Skips skips;
  private volatile @Nullable Running running;

  /** What exists once Raft runs. */
  record Running(
      Division division,
      Submitter submitter,
      ReadIndexes indexes,
      CatchUp catchUp,
      Leadership leadership) {}

  MemberExchange(
      Identity identity,
      String httpAddress,
      SelfReport self,
      SightingBook book,
      Probe.Skips skips) {
    this.identity = identity;
    this.httpAddress = httpAddress;
    this.self = self;
    this.book = book;
    this.skips = skips;
  }

  void open(Running member) {
    running = member;
  }

  @Override
  public CompletableFuture<Probe.Answer> probe(Probe.Request request) {
    Running now = running;
    return CompletableFuture.completedFuture(
        new Probe.Answer(
            identity.node().value(),
            Probe.Phase.FORMED,
            identity.clusterId(),
            now == null ? StartExchange.texts(identity.peers()) : members(now.division()),
            book.of(new NodeName(request.node())),
            skips));
  }

  @Override
  public CompletableFuture<Propose.Answer> propose(Propose.Request request) {
    Running now = running;
    if (now == null || !request.clusterId().equals(identity.clusterId())) {
      return CompletableFuture.completedFuture(
          refused(
              "node %s of cluster %s can't take an entry for cluster %s now"
                  .formatted(identity.node(), identity.clusterId(), request.clusterId())));
    }
    return now.submitter()
        .submit(request.entry(), request.timeoutMillis())
        .thenApply(MemberExchange::answer);
  }

  @Override
  public CompletableFuture<Inquiry.Answer> status(Inquiry.Request request) {
    Running now = running;
    return CompletableFuture.completedFuture(
        now == null
            ? inquiryAnswer(null, null, -1, -1, -1)
            : inquiryAnswer(
                now.division().role(),
                now.division().leader(),
                now.division().term(),
                now.division().commitIndex(),
                now.division().appliedIndex()));
  }

  @Override
  public CompletableFuture<ReadIndex.Answer> readIndex(ReadIndex.Request request) {
    Running now = running;
    if (now == null || !request.clusterId().equals(identity.clusterId())) {
      return CompletableFuture.completedFuture(new ReadIndex.Answer(ReadIndexes.UNCONFIRMED));
    }
    return now.indexes().confirm(request.timeoutMillis()).thenApply(ReadIndex.Answer::new);
  }

  @Override
  public CompletableFuture<Applied.Answer> applied(Applied.Request request) {
    Running now = running;
    if (now == null || !request.clusterId().equals(identity.clusterId())) {
      return CompletableFuture.completedFuture(new Applied.Answer(false, -1));
    }
    return now.catchUp()
        .await(request.index(), request.timeoutMillis())
        .thenApply(reached -> new Applied.Answer(reached, now.division().appliedIndex()));
  }

  @Override
  public CompletableFuture<HandOver.Answer> handOver(HandOver.Request request) {
    Running now = running;
    if (now == null || !request.clusterId().equals(identity.clusterId())) {
      return CompletableFuture.completedFuture(
          new HandOver.Answer(
              null,
              "node %s of cluster %s can't hand over leadership of cluster %s now"
                  .formatted(identity.node(), identity.clusterId(), request.clusterId())));
    }
    @Nullable String to = request.to();
    return now.leadership()
        .handOverHere(to == null ? null : new NodeName(to), request.timeoutMillis());
  }

  private Inquiry.Answer inquiryAnswer(
      @Nullable String role, @Nullable NodeName leader, long term, long commit, long applied) {
    return new Inquiry.Answer(
        identity.clusterId(),
        httpAddress,
        role,
        leader == null ? null : leader.value(),
        term,
        commit,
        applied,
        self.version(),
        self.trouble(),
        self.clockMillis());
  }

  private static Propose.Answer answer(Submission submission) {
    return switch (submission) {
      case Submission.Committed committed ->
          new Propose.Answer(
              Propose.Verdict.COMMITTED,
              committed.position().term(),
              committed.position().index(),
              ReplyEncoding.encode(committed.replies()),
              "");
      case Submission.Refused(String detail) -> refused(detail);
      case Submission.Unknown(String detail) ->
          new Propose.Answer(Propose.Verdict.UNKNOWN, -1, -1, null, detail);
    };
  }

  private static Propose.Answer refused(String detail) {
    return new Propose.Answer(Propose.Verdict.REFUSED, -1, -1, null, detail);
  }

  private static SortedMap<String, String> members(Division division) {
    SortedMap<String, String> members = new TreeMap<>(StartExchange.texts(division.voters()));
    members.putAll(StartExchange.texts(division.listeners()));
    return members;
  }
}

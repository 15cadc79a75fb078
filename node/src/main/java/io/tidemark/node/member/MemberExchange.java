package io.tidemark.node.member;

import io.tidemark.core.NodeName;
import io.tidemark.encoding.ReplyEncoding;
import io.tidemark.node.config.HostPort;
import io.tidemark.node.exchange.Admit;
import io.tidemark.node.exchange.Applied;
import io.tidemark.node.exchange.ChangeMembers;
import io.tidemark.node.exchange.Dismiss;
import io.tidemark.node.exchange.Drain;
import io.tidemark.node.exchange.Exchange;
import io.tidemark.node.exchange.HandOver;
import io.tidemark.node.exchange.Inquiry;
import io.tidemark.node.exchange.Pending;
import io.tidemark.node.exchange.Probe;
import io.tidemark.node.exchange.Propose;
import io.tidemark.node.exchange.ReadIndex;
import io.tidemark.node.exchange.TakeSnapshot;
import io.tidemark.node.identity.DataDirectory;
import io.tidemark.node.identity.Identity;
import io.tidemark.node.log.Submission;
import io.tidemark.node.peer.Duty;
import io.tidemark.node.peer.MemberChange;
import io.tidemark.node.peer.SnapshotTake;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a running member answers to its peers. Ratis builds its server, and with it this, before the
 * member exists; until {@link #open} it says that it is starting.
 */
final class MemberExchange implements Exchange {

  private final DataDirectory directory;
  private final String httpAddress;
  private final SelfReport self;
  private final Duty duty;
  private final SightingBook book;
  private final Probe.Skips skips;
  private volatile @Nullable Running running;

  /** What exists once Raft runs. */
  record Running(
      Division division,
      Submitter submitter,
      ReadIndexes indexes,
      CatchUp catchUp,
      Leadership leadership,
      MemberChanges changes,
      MembershipWatch membership,
      OwnSnapshot snapshot) {}

  /**
   * @param directory with an identity
   */
  MemberExchange(
      DataDirectory directory,
      String httpAddress,
      SelfReport self,
      Duty duty,
      SightingBook book,
      Probe.Skips skips) {
    this.directory = directory;
    this.httpAddress = httpAddress;
    this.self = self;
    this.duty = duty;
    this.book = book;
    this.skips = skips;
  }

  void open(Running member) {
    running = member;
  }

  @Override
  public CompletableFuture<Probe.Answer> probe(Probe.Request request) {
    return CompletableFuture.completedFuture(
        StartExchange.recorded(identity(), book.of(new NodeName(request.node())), skips));
  }

  @Override
  public CompletableFuture<Propose.Answer> propose(Propose.Request request) {
    Running now = running;
    if (now == null || !request.clusterId().equals(identity().clusterId())) {
      return CompletableFuture.completedFuture(
          refused(
              "node %s of cluster %s can't take an entry for cluster %s now"
                  .formatted(identity().node(), identity().clusterId(), request.clusterId())));
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
    if (now == null || !request.clusterId().equals(identity().clusterId())) {
      return CompletableFuture.completedFuture(new ReadIndex.Answer(ReadIndexes.UNCONFIRMED));
    }
    return now.indexes().confirm(request.timeoutMillis()).thenApply(ReadIndex.Answer::new);
  }

  @Override
  public CompletableFuture<Applied.Answer> applied(Applied.Request request) {
    Running now = running;
    if (now == null || !request.clusterId().equals(identity().clusterId())) {
      return CompletableFuture.completedFuture(new Applied.Answer(false, -1));
    }
    return now.catchUp()
        .await(request.index(), request.timeoutMillis())
        .thenApply(reached -> new Applied.Answer(reached, now.division().appliedIndex()));
  }

  @Override
  public CompletableFuture<HandOver.Answer> handOver(HandOver.Request request) {
    Running now = running;
    if (now == null || !request.clusterId().equals(identity().clusterId())) {
      return CompletableFuture.completedFuture(
          new HandOver.Answer(
              null,
              "node %s of cluster %s can't hand over leadership of cluster %s now"
                  .formatted(identity().node(), identity().clusterId(), request.clusterId())));
    }
    @Nullable String to = request.to();
    return now.leadership()
        .handOverHere(to == null ? null : new NodeName(to), request.timeoutMillis());
  }

  @Override
  public CompletableFuture<Admit.Answer> admit(Admit.Request request) {
    Identity identity = identity();
    boolean admitted =
        identity.phase() == Identity.Phase.JOINING
            && identity.clusterId().equals(request.clusterId())
            && identity.node().value().equals(request.node());
    return CompletableFuture.completedFuture(
        new Admit.Answer(
            admitted,
            admitted
                ? ""
                : "node %s is a member of cluster %s already"
                    .formatted(identity.node(), identity.clusterId())));
  }

  @Override
  public CompletableFuture<ChangeMembers.Answer> changeMembers(ChangeMembers.Request request) {
    Running now = running;
    if (now == null || !request.clusterId().equals(identity().clusterId())) {
      return CompletableFuture.completedFuture(
          new ChangeMembers.Answer(
              MemberChange.Verdict.NO_LEADER,
              -1,
              "node %s of cluster %s can't change cluster %s now"
                  .formatted(identity().node(), identity().clusterId(), request.clusterId())));
    }
    @Nullable String address = request.address();
    @Nullable String by = request.by();
    return now.changes()
        .changeHere(
            new MemberChange(
                request.action(),
                new NodeName(request.node()),
                address == null ? null : HostPort.parse(address),
                by == null ? null : new NodeName(by),
                request.expectedIndex()),
            request.timeoutMillis())
        .thenApply(
            result ->
                new ChangeMembers.Answer(result.verdict(), result.membersIndex(), result.detail()));
  }

  @Override
  public CompletableFuture<Dismiss.Answer> dismiss(Dismiss.Request request) {
    Running now = running;
    return CompletableFuture.completedFuture(
        now == null ? new Dismiss.Answer(false) : now.membership().dismiss(request));
  }

  @Override
  public CompletableFuture<Drain.Answer> drain(Drain.Request request) {
    if (!request.clusterId().equals(identity().clusterId())) {
      return CompletableFuture.completedFuture(
          new Drain.Answer(
              Duty.Verdict.NOT_SERVING,
              "node %s is of cluster %s, not of %s"
                  .formatted(identity().node(), identity().clusterId(), request.clusterId())));
    }
    return (request.drained() ? duty.leave(request.force()) : duty.resume())
        .thenApply(Drain.Answer::of);
  }

  @Override
  public CompletableFuture<TakeSnapshot.Answer> takeSnapshot(TakeSnapshot.Request request) {
    Running now = running;
    if (now == null || !request.clusterId().equals(identity().clusterId())) {
      return CompletableFuture.completedFuture(
          new TakeSnapshot.Answer(
              SnapshotTake.not(
                  SnapshotTake.Verdict.NOT_SERVING,
                  "node %s of cluster %s can't take a snapshot for cluster %s now"
                      .formatted(identity().node(), identity().clusterId(), request.clusterId()))));
    }
    return now.snapshot().take().thenApply(TakeSnapshot.Answer::new);
  }

  @Override
  public CompletableFuture<Pending.Answer> pending(Pending.Request request) {
    Running now = running;
    return now == null || !request.clusterId().equals(identity().clusterId())
        ? CompletableFuture.completedFuture(Pending.Answer.NONE)
        : now.changes().pending(request.timeoutMillis()).thenApply(Pending.Answer::of);
  }

  private Identity identity() {
    return directory.identity().orElseThrow();
  }

  private Inquiry.Answer inquiryAnswer(
      @Nullable String role, @Nullable NodeName leader, long term, long commit, long applied) {
    return new Inquiry.Answer(
        identity().clusterId(),
        httpAddress,
        role,
        leader == null ? null : leader.value(),
        term,
        commit,
        applied,
        self.version(),
        self.trouble(),
        self.clockMillis(),
        self.vitals());
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
}

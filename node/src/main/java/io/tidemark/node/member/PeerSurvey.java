package io.tidemark.node.member;

import io.tidemark.core.LogPosition;
import io.tidemark.core.NodeName;
import io.tidemark.node.config.HostPort;
import io.tidemark.node.exchange.Applied;
import io.tidemark.node.exchange.Call;
import io.tidemark.node.exchange.Drain;
import io.tidemark.node.exchange.Exchange;
import io.tidemark.node.exchange.ExchangeClient;
import io.tidemark.node.exchange.HandOver;
import io.tidemark.node.exchange.Inquiry;
import io.tidemark.node.exchange.Pending;
import io.tidemark.node.exchange.TakeSnapshot;
import io.tidemark.node.peer.Duty;
import io.tidemark.node.peer.Handover;
import io.tidemark.node.peer.MemberStatus;
import io.tidemark.node.peer.Peers;
import io.tidemark.node.peer.PendingMember;
import io.tidemark.node.peer.SnapshotTake;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Asks all members at once; each answer is awaited for its own deadline only. */
final class PeerSurvey implements Peers {

  private final Division division;
  private final ExchangeClient client;
  private final Exchange own;
  private final Leadership leadership;
  private final LongSupplier nanoTicker;

  /**
   * @param own answers for this node
   */
  PeerSurvey(
      Division division,
      ExchangeClient client,
      Exchange own,
      Leadership leadership,
      LongSupplier nanoTicker) {
    this.division = division;
    this.client = client;
    this.own = own;
    this.leadership = leadership;
    this.nanoTicker = nanoTicker;
  }

  @Override
  public CompletableFuture<Handover> handOver(Optional<NodeName> to, long timeoutMillis) {
    return leadership.handOver(to.orElse(null), timeoutMillis).thenApply(PeerSurvey::concluded);
  }

  private static Handover concluded(HandOver.Answer answer) {
    @Nullable String leader = answer.leader();
    return leader == null
        ? new Handover.Failed(answer.detail())
        : new Handover.Done(new NodeName(leader));
  }

  @Override
  public CompletableFuture<List<MemberStatus>> statuses(long timeoutMillis) {
    SortedMap<NodeName, HostPort> voters = division.voters();
    long asked = nanoTicker.getAsLong();
    List<CompletableFuture<MemberStatus>> statuses = new ArrayList<>();
    everyone()
        .forEach(
            (name, address) -> {
              MemberStatus.Role role =
                  voters.containsKey(name) ? MemberStatus.Role.VOTER : MemberStatus.Role.LISTENER;
              statuses.add(
                  inquire(name, address, timeoutMillis)
                      .thenApply(this::requireSameCluster)
                      .thenApply(
                          answer -> status(name, role, address, answer, sinceMillis(asked) / 2))
                      .exceptionally(thrown -> silent(name, role, address)));
            });
    return all(statuses);
  }

  @Override
  public CompletableFuture<List<NodeName>> applied(LogPosition position, long timeoutMillis) {
    List<CompletableFuture<List<NodeName>>> reached = new ArrayList<>();
    Applied.Request request =
        new Applied.Request(division.clusterId(), position.index(), timeoutMillis);
    everyone()
        .forEach(
            (name, address) -> {
              CompletableFuture<Applied.Answer> answer =
                  name.equals(division.self())
                      ? own.applied(request)
                      : client.call(address, Call.APPLIED, request, timeoutMillis);
              reached.add(
                  answer
                      .thenApply(a -> a.reached() ? List.of(name) : List.<NodeName>of())
                      .exceptionally(thrown -> List.of()));
            });
    return all(reached).thenApply(lists -> lists.stream().flatMap(List::stream).toList());
  }

  @Override
  public CompletableFuture<Duty.Result> drain(
      NodeName member, boolean drained, boolean force, long timeoutMillis) {
    return ask(
            member,
            Call.DRAIN,
            new Drain.Request(division.clusterId(), drained, force),
            own::drain,
            timeoutMillis)
        .thenApply(answer -> new Duty.Result(answer.verdict(), answer.detail()));
  }

  @Override
  public CompletableFuture<SnapshotTake> takeSnapshot(NodeName member, long timeoutMillis) {
    return ask(
            member,
            Call.TAKE_SNAPSHOT,
            new TakeSnapshot.Request(division.clusterId()),
            own::takeSnapshot,
            timeoutMillis)
        .thenApply(TakeSnapshot.Answer::take);
  }

  @Override
  public CompletableFuture<Optional<PendingMember>> pending(long timeoutMillis) {
    @Nullable NodeName leader = division.leader();
    if (leader == null) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return ask(
            leader,
            Call.PENDING,
            // The leader's answer has to come back, too.
            new Pending.Request(division.clusterId(), timeoutMillis / 2),
            own::pending,
            timeoutMillis)
        .thenApply(Pending.Answer::member)
        .exceptionally(silent -> Optional.empty());
  }

  /**
   * Asks one member.
   *
   * @param here answers if it is this node
   */
  private <Q, A> CompletableFuture<A> ask(
      NodeName member,
      Call<Q, A> call,
      Q request,
      Function<Q, CompletableFuture<A>> here,
      long timeoutMillis) {
    if (member.equals(division.self())) {
      return here.apply(request).orTimeout(timeoutMillis, TimeUnit.MILLISECONDS);
    }
    @Nullable HostPort address = everyone().get(member);
    return address == null
        ? CompletableFuture.failedFuture(new IllegalArgumentException(member + " is not a member"))
        : client.call(address, call, request, timeoutMillis);
  }

  @Override
  public List<NodeName> members() {
    return List.copyOf(everyone().keySet());
  }

  /** How every voter but this node is; a call fails if it is of another cluster. */
  SortedMap<NodeName, CompletableFuture<Inquiry.Answer>> inquireOthers(long timeoutMillis) {
    SortedMap<NodeName, CompletableFuture<Inquiry.Answer>> inquiries = new TreeMap<>();
    division
        .voters()
        .forEach(
            (name, address) -> {
              if (!name.equals(division.self())) {
                inquiries.put(
                    name,
                    inquire(name, address, timeoutMillis).thenApply(this::requireSameCluster));
              }
            });
    return inquiries;
  }

  private Inquiry.Answer requireSameCluster(Inquiry.Answer answer) {
    if (!division.clusterId().equals(answer.clusterId())) {
      throw new IllegalStateException("it is of cluster " + answer.clusterId());
    }
    return answer;
  }

  private SortedMap<NodeName, HostPort> everyone() {
    SortedMap<NodeName, HostPort> everyone = new TreeMap<>(division.voters());
    everyone.putAll(division.listeners());
    return everyone;
  }

  private CompletableFuture<Inquiry.Answer> inquire(
      NodeName name, HostPort address, long timeoutMillis) {
    Inquiry.Request request = new Inquiry.Request(division.clusterId());
    return name.equals(division.self())
        ? own.status(request)
        : client.call(address, Call.STATUS, request, timeoutMillis);
  }

  private long sinceMillis(long nanos) {
    return (nanoTicker.getAsLong() - nanos) / 1_000_000;
  }

  /**
   * @param ageMillis how long after all were asked the member read its clock, as far as is known
   */
  private static MemberStatus status(
      NodeName name,
      MemberStatus.Role role,
      HostPort address,
      Inquiry.Answer answer,
      long ageMillis) {
    @Nullable String leader = answer.leader();
    return new MemberStatus(
        name,
        role,
        MemberStatus.State.UP,
        address.toString(),
        answer.httpAddress(),
        answer.raftRole(),
        leader == null ? null : new NodeName(leader),
        answer.term(),
        answer.commitIndex(),
        answer.appliedIndex(),
        answer.version(),
        answer.trouble().isEmpty(),
        answer.trouble(),
        answer.clockMillis() - ageMillis,
        answer.vitals());
  }

  private static MemberStatus silent(NodeName name, MemberStatus.Role role, HostPort address) {
    return new MemberStatus(
        name,
        role,
        MemberStatus.State.DOWN,
        address.toString(),
        null,
        null,
        null,
        -1,
        -1,
        -1,
        null,
        false,
        "",
        -1,
        null);
  }

  private static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> futures) {
    return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
        .thenApply(done -> futures.stream().map(CompletableFuture::join).toList());
  }
}

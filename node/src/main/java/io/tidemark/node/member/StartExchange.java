package io.tidemark.node.member;

import io.tidemark.core.NodeName;
import io.tidemark.node.config.HostPort;
import io.tidemark.node.config.NodeConfig;
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
import io.tidemark.node.peer.Duty;
import io.tidemark.node.peer.MemberChange;
import io.tidemark.node.peer.SnapshotTake;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a node answers while Raft does not run: what its directory says. */
final class StartExchange implements Exchange {

  private final NodeConfig config;
  private final SelfReport self;
  private volatile @Nullable Opened opened;
  private volatile @Nullable String wanted;
  private volatile Probe.Skips skips = Probe.Skips.NONE;

  private record Opened(DataDirectory directory, SightingBook book) {}

  StartExchange(NodeConfig config, SelfReport self) {
    this.config = config;
    this.self = self;
  }

  /** From now on the directory is answered from; before, only that this node is starting. */
  void open(DataDirectory directory, SightingBook book) {
    opened = new Opened(directory, book);
  }

  /** The cluster that this node is to join, as far as that is known. */
  void want(@Nullable String clusterId) {
    wanted = clusterId;
  }

  /** From now on peers are told what this node skips, or would. */
  void tell(Probe.Skips found) {
    skips = found;
  }

  @Override
  public CompletableFuture<Probe.Answer> probe(Probe.Request request) {
    Opened now = opened;
    if (now == null) {
      return told(Probe.Phase.STARTING, null);
    }
    @Nullable Identity identity = now.directory().identity().orElse(null);
    if (identity == null) {
      return config.join() == null
          ? told(Probe.Phase.EMPTY, null)
          : told(Probe.Phase.APPLICANT, wanted);
    }
    return CompletableFuture.completedFuture(
        recorded(identity, now.book().of(new NodeName(request.node())), skips));
  }

  /** What a node answers that has nothing on disk. */
  private CompletableFuture<Probe.Answer> told(Probe.Phase phase, @Nullable String clusterId) {
    return CompletableFuture.completedFuture(
        new Probe.Answer(
            config.name().value(),
            phase,
            clusterId,
            texts(config.peers()),
            new TreeSet<>(),
            -1,
            Probe.Sighting.NOTHING,
            skips));
  }

  /** What a node answers by its identity file. */
  static Probe.Answer recorded(Identity identity, Probe.Sighting seen, Probe.Skips skips) {
    return new Probe.Answer(
        identity.node().value(),
        switch (identity.phase()) {
          case PREPARED -> Probe.Phase.PREPARED;
          case JOINING -> Probe.Phase.JOINING;
          case RESTORED -> Probe.Phase.RESTORED;
          case FORMED -> Probe.Phase.FORMED;
        },
        identity.clusterId(),
        texts(identity.peers()),
        new TreeSet<>(identity.listeners().stream().map(NodeName::value).toList()),
        identity.membersIndex(),
        seen,
        skips);
  }

  @Override
  public CompletableFuture<Propose.Answer> propose(Propose.Request request) {
    return CompletableFuture.completedFuture(
        new Propose.Answer(
            Propose.Verdict.REFUSED, -1, -1, null, "node %s is starting".formatted(config.name())));
  }

  @Override
  public CompletableFuture<Inquiry.Answer> status(Inquiry.Request request) {
    Opened now = opened;
    @Nullable String clusterId =
        now == null ? null : now.directory().identity().map(Identity::clusterId).orElse(null);
    return CompletableFuture.completedFuture(
        new Inquiry.Answer(
            clusterId,
            config.httpAddress().toString(),
            null,
            null,
            -1,
            -1,
            -1,
            self.version(),
            self.trouble(),
            self.clockMillis(),
            self.vitals()));
  }

  @Override
  public CompletableFuture<ReadIndex.Answer> readIndex(ReadIndex.Request request) {
    return CompletableFuture.completedFuture(new ReadIndex.Answer(-1));
  }

  @Override
  public CompletableFuture<Applied.Answer> applied(Applied.Request request) {
    return CompletableFuture.completedFuture(new Applied.Answer(false, -1));
  }

  @Override
  public CompletableFuture<HandOver.Answer> handOver(HandOver.Request request) {
    return CompletableFuture.completedFuture(
        new HandOver.Answer(null, "node %s is starting".formatted(config.name())));
  }

  /** Records that the leader takes this node in; from then on it may run Raft. */
  @Override
  public CompletableFuture<Admit.Answer> admit(Admit.Request request) {
    Opened now = opened;
    if (now == null) {
      return notAdmitted("it is starting");
    }
    synchronized (this) {
      @Nullable Identity identity = now.directory().identity().orElse(null);
      if (identity != null) {
        return identity.phase() == Identity.Phase.JOINING
                && identity.clusterId().equals(request.clusterId())
            ? CompletableFuture.completedFuture(new Admit.Answer(true, ""))
            : notAdmitted("its directory belongs to cluster " + identity.clusterId());
      }
      if (!request.clusterId().equals(wanted) || !request.node().equals(config.name().value())) {
        return notAdmitted("it was started as %s to join %s".formatted(config.name(), wanted));
      }
      try {
        admitted(now.directory(), request);
      } catch (IOException e) {
        return notAdmitted("its directory can't be written: " + e.getMessage());
      }
    }
    return CompletableFuture.completedFuture(new Admit.Answer(true, ""));
  }

  /** The storage first, as in forming: an identity without it is never mistaken for a new one. */
  private void admitted(DataDirectory directory, Admit.Request request) throws IOException {
    SortedMap<NodeName, HostPort> members = new TreeMap<>();
    request
        .members()
        .forEach((name, address) -> members.put(new NodeName(name), HostPort.parse(address)));
    Set<NodeName> listeners =
        request.listeners().stream().map(NodeName::new).collect(Collectors.toSet());
    if (request.listener()) {
      listeners.add(config.name());
    }
    new DirectoryDisk(directory).formatRaft(request.clusterId());
    directory.record(
        Identity.joining(
            request.clusterId(), config.name(), members, listeners, request.membersIndex()));
  }

  @Override
  public CompletableFuture<Drain.Answer> drain(Drain.Request request) {
    return CompletableFuture.completedFuture(
        new Drain.Answer(Duty.Verdict.NOT_SERVING, "node %s is starting".formatted(config.name())));
  }

  @Override
  public CompletableFuture<TakeSnapshot.Answer> takeSnapshot(TakeSnapshot.Request request) {
    return CompletableFuture.completedFuture(
        new TakeSnapshot.Answer(
            SnapshotTake.not(
                SnapshotTake.Verdict.NOT_SERVING, "node %s is starting".formatted(config.name()))));
  }

  @Override
  public CompletableFuture<Pending.Answer> pending(Pending.Request request) {
    return CompletableFuture.completedFuture(Pending.Answer.NONE);
  }

  private CompletableFuture<Admit.Answer> notAdmitted(String why) {
    return CompletableFuture.completedFuture(
        new Admit.Answer(false, "node %s can't be admitted: %s".formatted(config.name(), why)));
  }

  @Override
  public CompletableFuture<ChangeMembers.Answer> changeMembers(ChangeMembers.Request request) {
    return CompletableFuture.completedFuture(
        new ChangeMembers.Answer(
            MemberChange.Verdict.NO_LEADER, -1, "node %s is starting".formatted(config.name())));
  }

  @Override
  public CompletableFuture<Dismiss.Answer> dismiss(Dismiss.Request request) {
    return CompletableFuture.completedFuture(new Dismiss.Answer(false));
  }

  /** Names and addresses as they travel. */
  static SortedMap<String, String> texts(Map<NodeName, ?> peers) {
    SortedMap<String, String> texts = new TreeMap<>();
    peers.forEach((name, address) -> texts.put(name.value(), address.toString()));
    return texts;
  }
}

package io.tidemark.node.member;

import io.tidemark.core.NodeName;
import io.tidemark.node.config.NodeConfig;
import io.tidemark.node.exchange.Applied;
import io.tidemark.node.exchange.Exchange;
import io.tidemark.node.exchange.HandOver;
import io.tidemark.node.exchange.Inquiry;
import io.tidemark.node.exchange.Probe;
import io.tidemark.node.exchange.Propose;
import io.tidemark.node.exchange.ReadIndex;
import io.tidemark.node.identity.DataDirectory;
import io.tidemark.node.identity.Identity;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a node answers while Raft does not run: what its directory says. */
final class StartExchange implements Exchange {

  private final NodeConfig config;
  private final SelfReport self;
  private volatile @Nullable Opened opened;
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

  /** From now on peers are told what this node skips, or would. */
  void tell(Probe.Skips found) {
    skips = found;
  }

  @Override
  public CompletableFuture<Probe.Answer> probe(Probe.Request request) {
    Opened now = opened;
    if (now == null) {
      return answer(Probe.Phase.STARTING, null, config.peers(), Probe.Sighting.NOTHING);
    }
    @Nullable Identity identity = now.directory().identity().orElse(null);
    if (identity == null) {
      return answer(Probe.Phase.EMPTY, null, config.peers(), Probe.Sighting.NOTHING);
    }
    return answer(
        switch (identity.phase()) {
          case PREPARED -> Probe.Phase.PREPARED;
          case FORMED -> Probe.Phase.FORMED;
        },
        identity.clusterId(),
        identity.peers(),
        now.book().of(new NodeName(request.node())));
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
            config.http().toString(),
            null,
            null,
            -1,
            -1,
            -1,
            self.version(),
            self.trouble(),
            self.clockMillis()));
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

  private CompletableFuture<Probe.Answer> answer(
      Probe.Phase phase, @Nullable String clusterId, Map<NodeName, ?> peers, Probe.Sighting seen) {
    return CompletableFuture.completedFuture(
        new Probe.Answer(config.name().value(), phase, clusterId, texts(peers), seen, skips));
  }

  /** Names and addresses as they travel. */
  static SortedMap<String, String> texts(Map<NodeName, ?> peers) {
    SortedMap<String, String> texts = new TreeMap<>();
    peers.forEach((name, address) -> texts.put(name.value(), address.toString()));
    return texts;
  }
}

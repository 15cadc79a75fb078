package io.tidemark.node.member;

import io.tidemark.core.NodeName;
import io.tidemark.core.Restoration;
import io.tidemark.node.config.HostPort;
import io.tidemark.node.exchange.Call;
import io.tidemark.node.exchange.ExchangeClient;
import io.tidemark.node.exchange.Probe;
import io.tidemark.node.formation.Sight;
import io.tidemark.node.formation.Stage;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Asks all other peers at once who they are. One thread. */
final class ProbeRounds {

  private static final long ANSWER_MILLIS_MAX = 1_000;

  private final NodeName self;
  private final SortedMap<NodeName, HostPort> peers;
  private final ExchangeClient client;

  /** What came back from a peer: an answer, or why there is none. */
  sealed interface Response {
    record Answered(Probe.Answer answer) implements Response {}

    record Failed(String reason) implements Response {}
  }

  ProbeRounds(NodeName self, SortedMap<NodeName, HostPort> peers, ExchangeClient client) {
    this.self = self;
    this.peers = Collections.unmodifiableSortedMap(new TreeMap<>(peers));
    this.client = client;
  }

  /** One round; lasts no longer than the slowest answer, or its deadline. */
  SortedMap<NodeName, Response> ask() {
    SortedMap<NodeName, CompletableFuture<Response>> calls = new TreeMap<>();
    peers.forEach(
        (name, address) -> {
          if (!name.equals(self)) {
            calls.put(name, ask(address));
          }
        });
    SortedMap<NodeName, Response> responses = new TreeMap<>();
    calls.forEach((name, call) -> responses.put(name, call.join()));
    return responses;
  }

  /** What the responses mean for forming. */
  SortedMap<NodeName, Sight> sights(SortedMap<NodeName, Response> responses) {
    SortedMap<NodeName, Sight> sights = new TreeMap<>();
    responses.forEach((name, response) -> sights.put(name, sight(name, response)));
    return sights;
  }

  private CompletableFuture<Response> ask(HostPort address) {
    return client
        .call(address, Call.PROBE, new Probe.Request(self.value()), ANSWER_MILLIS_MAX)
        .<Response>thenApply(Response.Answered::new)
        .exceptionally(thrown -> new Response.Failed(rootMessage(thrown)));
  }

  private Sight sight(NodeName name, Response response) {
    return switch (response) {
      case Response.Failed(String reason) -> new Sight.Silent(reason);
      case Response.Answered(Probe.Answer answer) -> sight(name, answer);
    };
  }

  private Sight sight(NodeName name, Probe.Answer answer) {
    if (!answer.node().equals(name.value())) {
      return new Sight.Stranger("answers as node %s".formatted(answer.node()));
    }
    String id = String.valueOf(answer.clusterId());
    return switch (answer.phase()) {
      case FORMED -> new Sight.At(new Stage.Formed(id), sawRaft(answer.seen()));
      case APPLICANT, JOINING -> new Sight.Stranger("was told to join cluster " + id);
      case STARTING -> ifSamePeers(answer, new Sight.Starting());
      case EMPTY -> ifSamePeers(answer, new Sight.At(new Stage.Empty()));
      case PREPARED -> ifSamePeers(answer, new Sight.At(new Stage.Prepared(id)));
      case RESTORED -> ifSamePeers(answer, new Sight.At(new Stage.Restored(id)));
    };
  }

  private Sight ifSamePeers(Probe.Answer answer, Sight sight) {
    return answer.peers().equals(StartExchange.texts(peers))
        ? sight
        : new Sight.Stranger(
            "was told of peers %s, this node of %s"
                .formatted(answer.peers(), StartExchange.texts(peers)));
  }

  /** Every node of a restored cluster holds what comes before its log. */
  private static boolean sawRaft(Probe.Sighting seen) {
    return seen.incarnation() > 0 || seen.heldIndex() > Restoration.BEGIN.index();
  }

  private static String rootMessage(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}

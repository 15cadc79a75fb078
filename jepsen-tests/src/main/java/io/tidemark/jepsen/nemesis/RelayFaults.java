package io.tidemark.jepsen.nemesis;

import io.tidemark.jepsen.db.Db;
import io.tidemark.jepsen.db.Node;
import io.tidemark.jepsen.nemesis.Fault.Need;
import io.tidemark.jepsen.nemesis.Fault.Wound;
import io.tidemark.jepsen.os.Relay;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Something that stands between clients and nodes, or between nodes. */
final class RelayFaults {
  private static final Duration LASTS = Duration.ofSeconds(12);
  private static final Duration RESET = Duration.ofMillis(1_500);
  private static final Duration DELAY = Duration.ofMillis(100);
  private static final int ANSWERS_CUT_OF_100 = 30;

  private RelayFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault("cut-answers", Need.NOTHING, RelayFaults::cutAnswers),
        new Fault("latency", Need.NOTHING, RelayFaults::latency));
  }

  /**
   * Clients lose the connection when a node has done what they asked for, and ask for it again
   * elsewhere.
   */
  private static Wound cutAnswers(Db db, SplittableRandom random) {
    Node victim = Victims.any(db.nodes(), random);
    Relay relay =
        Relay.cuttingAnswers(
            db.network().clientAddress(), addressOf(victim, Node.HTTP_PORT), ANSWERS_CUT_OF_100);
    victim.serveThrough("%s:%d".formatted(db.network().clientAddress(), relay.address().getPort()));
    return Wound.of(
        victim,
        LASTS,
        () -> {
          victim.serveDirectly();
          relay.close();
        });
  }

  /** All that Raft says between the victim and the others arrives a tenth of a second later. */
  private static Wound latency(Db db, SplittableRandom random) {
    Node victim = Victims.any(db.nodes(), random);
    List<Relay> relays = new ArrayList<>();
    for (Node other : db.others(victim)) {
      divert(db, victim, other, relays);
      divert(db, other, victim, relays);
    }
    Db.pause(RESET);
    db.network().endResets();
    return Wound.of(
        victim,
        LASTS,
        () -> {
          db.network().heal();
          relays.forEach(Relay::close);
        });
  }

  private static void divert(Db db, Node from, Node to, List<Relay> relays) {
    Relay relay =
        Relay.delaying(db.network().clientAddress(), addressOf(to, Node.RAFT_PORT), DELAY);
    relays.add(relay);
    db.network().divert(from.name(), to.name(), Node.RAFT_PORT, relay.address().getPort());
  }

  private static InetSocketAddress addressOf(Node node, int port) {
    return new InetSocketAddress(node.host(), port);
  }
}

package io.tidemark.node.formation;

import io.tidemark.core.NodeName;
import io.tidemark.node.config.HostPort;
import io.tidemark.node.formation.Sight.At;
import io.tidemark.node.formation.Stage.Empty;
import io.tidemark.node.formation.Stage.Formed;
import io.tidemark.node.formation.Stage.Prepared;
import io.tidemark.node.formation.Stage.Restored;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How a new cluster comes to be. Nodes only ask each other what their disks say, and act on their
 * own disk; nobody is told to do anything. The peer whose name sorts first is the <em>drawer</em>:
 * it makes up the cluster id. That is a rule for breaking ties, not a special node: all are started
 * alike, in any order, and no cluster forms without all of them.
 *
 * <pre>
 *   empty --(drawer: all others answered "empty")-----------------> prepared(random id)
 *   empty --(others: the drawer answered "prepared(id)")----------> prepared(id)
 *   prepared(id) --(drawer: all others answered "prepared(id)")---> formed(id)
 *   prepared(id) --(others: any peer answered "formed(id)")-------> formed(id)
 *   restored(id) --(drawer: all others answered "restored(id)")---> formed(id)
 *   restored(id) --(others: any peer answered "formed(id)")-------> formed(id)
 * </pre>
 *
 * A node runs Raft only when formed. What holds, with messages lost or late and processes killed at
 * any point:
 *
 * <ol>
 *   <li>A disk never goes back: empty, prepared, formed, always of one id. (Whoever wipes a disk
 *       breaks this; the others are about that.)
 *   <li>The drawer is formed before anyone else is. So if any node has ever run Raft, the drawer's
 *       disk says "formed", or was wiped since.
 *   <li>An empty node becomes prepared only while the drawer is not formed, so by 2 it cannot have
 *       run Raft before it was wiped: it has forgotten no vote and no entry.
 *   <li>An empty drawer becomes prepared only if all others are empty. Whatever was formed before,
 *       none of its disks is left. So two wiped nodes of three never make a second cluster: either
 *       the drawer is formed or the drawer was wiped and the third node is not empty.
 *   <li>A peer that is prepared while the drawer is empty proves that the drawer was wiped; a
 *       formed peer proves that any empty node was. Both are refused.
 *   <li>A prepared drawer that meets a formed peer contradicts 2: its disk is an old copy. Refused.
 * </ol>
 *
 * A node is <em>restored</em> by a person who put the state of a backup there while it was down.
 * Its cluster begins with that state or not at all:
 *
 * <ol start="7">
 *   <li>No empty or prepared node takes part in a cluster that has a restored one; both are
 *       refused. So the drawer is restored, and formed only while all others are restored, with one
 *       id.
 *   <li>A restored node that was a member before (somebody restored it again) is refused by any
 *       member that saw it at work. One whose members all forgot that can't be told; so the command
 *       that restores does not do so again after an hour.
 * </ol>
 *
 * Two formed ids would need every disk to have been wiped in between. By 1 each node's disk says
 * one id at a time; ids are drawn only by the drawer, and by 4 only when all disks are empty.
 */
final class FormationRules {

  private final NodeName self;
  private final SortedMap<NodeName, HostPort> peers;

  /**
   * @param peers all members, {@code self} included
   */
  FormationRules(NodeName self, SortedMap<NodeName, HostPort> peers) {
    this.self = self;
    this.peers = new TreeMap<>(peers);
  }

  /**
   * Decides.
   *
   * @param own what this node's disk says
   * @param sights one per other peer, all asked after this process read its disk
   */
  Step next(Stage own, SortedMap<NodeName, Sight> sights) {
    return switch (own) {
      case Empty ignored -> fromEmpty(sights);
      case Prepared(String id) -> fromPrepared(id, sights);
      case Restored(String id) -> fromRestored(id, sights);
      case Formed(String id) -> new Step.Form(id);
    };
  }

  private Step fromEmpty(SortedMap<NodeName, Sight> sights) {
    @Nullable NodeName formed = first(sights, stage -> stage instanceof Formed);
    if (formed != null) {
      return new Step.Refuse(
          "the data directory of node %s is empty, but node %s is a member of cluster %s already; restore the directory, or remove the node from the cluster and re-add it as a new peer"
              .formatted(self, formed, idOf(sights, formed)));
    }
    @Nullable NodeName restored = first(sights, stage -> stage instanceof Restored);
    if (restored != null) {
      return new Step.Refuse(
          "the data directory of node %s is empty, but node %s was restored from a backup as cluster %s; restore this node, too: run here the command that the first restore printed for it"
              .formatted(self, restored, idOf(sights, restored)));
    }
    return isDrawer() ? drawerFromEmpty(sights) : otherFromEmpty(sights);
  }

  private Step drawerFromEmpty(SortedMap<NodeName, Sight> sights) {
    @Nullable NodeName prepared = first(sights, stage -> stage instanceof Prepared);
    if (prepared != null) {
      return new Step.Refuse(
          "the data directory of node %s is empty, but node %s is prepared for cluster %s, which only %s can have begun; if no node of that cluster has ever served, empty the directories of all and start again; otherwise restore this directory"
              .formatted(self, prepared, idOf(sights, prepared), self));
    }
    return areAll(sights, stage -> stage instanceof Empty)
        ? new Step.Draw()
        : new Step.Wait(waiting(sights, stage -> stage instanceof Empty));
  }

  private Step otherFromEmpty(SortedMap<NodeName, Sight> sights) {
    if (sights.get(drawer()) instanceof At(Prepared(String id), _)) {
      return new Step.Adopt(id);
    }
    return new Step.Wait(waiting(sights, stage -> stage instanceof Empty));
  }

  private Step fromPrepared(String id, SortedMap<NodeName, Sight> sights) {
    @Nullable NodeName restored = first(sights, stage -> stage instanceof Restored);
    if (restored != null) {
      return new Step.Refuse(
          "node %s is prepared for cluster %s, but node %s was restored from a backup as cluster %s; empty this directory and run here the command that the first restore printed for it"
              .formatted(self, id, restored, idOf(sights, restored)));
    }
    @Nullable NodeName stranger =
        first(sights, stage -> stage instanceof Formed(String other) && !other.equals(id));
    if (stranger != null) {
      return new Step.Refuse(
          "node %s is prepared for cluster %s, but node %s is a member of cluster %s; empty this directory and re-add the node to that cluster as a new peer"
              .formatted(self, id, stranger, idOf(sights, stranger)));
    }
    @Nullable NodeName formed = first(sights, stage -> stage instanceof Formed);
    if (!isDrawer()) {
      return formed != null ? new Step.Form(id) : new Step.Wait(waitingPrepared(id, sights));
    }
    if (formed != null) {
      return new Step.Refuse(
          "node %s has only begun to form cluster %s, but node %s is a member of it already: this directory is an older copy; restore the newest one, or remove the node from the cluster and re-add it as a new peer"
              .formatted(self, id, formed));
    }
    return areAll(sights, new Prepared(id)::equals)
        ? new Step.Form(id)
        : new Step.Wait(waitingPrepared(id, sights));
  }

  private Step fromRestored(String id, SortedMap<NodeName, Sight> sights) {
    @Nullable NodeName other =
        first(
            sights,
            stage ->
                (stage instanceof Restored(String its) && !its.equals(id))
                    || (stage instanceof Formed(String runs) && !runs.equals(id)));
    if (other != null) {
      return new Step.Refuse(
          "node %s was restored as cluster %s, but node %s is of cluster %s; all nodes of a restored cluster must be restored from the same backup with the same peers, bounds and --restored-at: empty the data directory of the one that is wrong, and run there the command that the first restore printed for it"
              .formatted(self, id, other, idOf(sights, other)));
    }
    @Nullable NodeName formed = first(sights, stage -> stage instanceof Formed);
    if (formed != null && (isDrawer() || sawRaft(sights))) {
      return new Step.Refuse(
          "node %s was restored as cluster %s, but that cluster has run with this node already: this directory has forgotten what it did; restore the directory that it had, or remove the node from the cluster and re-add it as a new peer with an empty one"
              .formatted(self, id));
    }
    // Who is silent may have seen this node run.
    boolean ready =
        isDrawer()
            ? areAll(sights, new Restored(id)::equals)
            : formed != null && areAll(sights, stage -> true);
    return ready ? new Step.Form(id) : new Step.Wait(waitingRestored(id, sights));
  }

  private static boolean sawRaft(SortedMap<NodeName, Sight> sights) {
    return sights.values().stream().anyMatch(sight -> sight instanceof At(_, boolean saw) && saw);
  }

  /** Why a restored cluster does not begin yet, and the way out. */
  private String waitingRestored(String id, SortedMap<NodeName, Sight> sights) {
    List<String> held = new ArrayList<>();
    sights.forEach(
        (peer, sight) -> {
          String name = "%s (%s)".formatted(peer, peers.get(peer));
          switch (sight) {
            case Sight.Silent(String reason) ->
                held.add("%s does not answer: %s".formatted(name, reason));
            case Sight.Starting() -> held.add(name + " is starting");
            case Sight.Stranger(String detail) -> held.add("%s %s".formatted(name, detail));
            case At(Restored ignored, _) -> {}
            case At(Formed ignored, _) -> {}
            case At ignored -> held.add(name + " is not restored");
          }
        });
    return "restored cluster %s begins when all of %s are restored alike and up; %s"
        .formatted(id, peers.keySet(), held.isEmpty() ? "all answer" : String.join(", ", held));
  }

  private String waitingPrepared(String id, SortedMap<NodeName, Sight> sights) {
    return waiting(sights, stage -> stage.equals(new Prepared(id)) || stage instanceof Empty);
  }

  /** Why forming does not go on, and the way out. */
  private String waiting(SortedMap<NodeName, Sight> sights, Predicate<Stage> expected) {
    List<String> held = new ArrayList<>();
    List<String> answered = new ArrayList<>();
    sights.forEach(
        (peer, sight) -> {
          String name = "%s (%s)".formatted(peer, peers.get(peer));
          switch (sight) {
            case Sight.Silent(String reason) ->
                held.add("%s does not answer: %s".formatted(name, reason));
            case Sight.Starting() -> held.add(name + " is starting");
            case Sight.Stranger(String detail) -> held.add("%s %s".formatted(name, detail));
            case At(Prepared(String id), _) when !expected.test(new Prepared(id)) ->
                held.add("%s is prepared for cluster %s".formatted(name, id));
            case At ignored -> answered.add(peer.value());
          }
        });
    if (held.isEmpty()) {
      return "forming a cluster of %s; all answer".formatted(peers.keySet());
    }
    return "a new cluster forms only when all of %s agree; %s. Start what is missing with the same peers. If this cluster has served before, %s lost its directory: don't empty the others, restore it or re-add it as a new peer once they run"
        .formatted(peers.keySet(), String.join(", ", held), names(answered));
  }

  private String names(List<String> answered) {
    List<String> names = new ArrayList<>(answered);
    names.addFirst(self.value());
    return String.join(", ", names);
  }

  private boolean isDrawer() {
    return self.equals(drawer());
  }

  private NodeName drawer() {
    return peers.firstKey();
  }

  private static boolean areAll(SortedMap<NodeName, Sight> sights, Predicate<Stage> wanted) {
    return sights.values().stream()
        .allMatch(sight -> sight instanceof At(Stage stage, _) && wanted.test(stage));
  }

  private static @Nullable NodeName first(
      SortedMap<NodeName, Sight> sights, Predicate<Stage> wanted) {
    for (Map.Entry<NodeName, Sight> entry : sights.entrySet()) {
      if (entry.getValue() instanceof At(Stage stage, _) && wanted.test(stage)) {
        return entry.getKey();
      }
    }
    return null;
  }

  private static String idOf(SortedMap<NodeName, Sight> sights, NodeName peer) {
    return switch (sights.get(peer)) {
      case At(Prepared(String id), _) -> id;
      case At(Restored(String id), _) -> id;
      case At(Formed(String id), _) -> id;
      case null, default -> "unknown";
    };
  }
}

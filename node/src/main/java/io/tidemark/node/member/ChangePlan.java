package io.tidemark.node.member;

import io.tidemark.core.Membership;
import io.tidemark.core.NodeName;
import io.tidemark.node.config.HostPort;
import io.tidemark.node.peer.MemberChange;
import io.tidemark.node.peer.MemberChange.Verdict;
import java.util.Collection;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a change comes to, given who belongs to the cluster and how everyone is. */
final class ChangePlan {

  /** Every reservation waits for a majority; and more than seven survive no likelier failure. */
  static final int VOTERS_MAX = 7;

  static final int LISTENERS_MAX = 7;

  /** Names that were ever members; each keeps a place in the replicated state. */
  static final int NAMES_MAX = 1_000;

  /** A listener that is further behind is not promoted: a majority might have to wait for it. */
  static final long LAG_ENTRIES_MAX = 1_000;

  private final NodeName self;
  private final Surroundings surroundings;

  /** Port: what is asked of others while planning. Every method may block, for a bounded time. */
  interface Surroundings {

    /** How many entries each member that answers is behind what is committed. */
    SortedMap<NodeName, Long> lagEntries();

    /**
     * Makes sure that a node waits to join this cluster, and lets it run Raft.
     *
     * @param listener whether it is only to listen
     * @return null if it may be added now
     */
    @Nullable Refused admit(NodeName node, HostPort address, boolean listener, Membership members);
  }

  /** What to do. */
  sealed interface Plan {}

  /** Nothing: it is so already. */
  record Done() implements Plan {}

  /** It can't be done. */
  record Refused(Verdict verdict, String detail) implements Plan {}

  /** The leader itself leaves: first another one must lead. */
  record LeaveFirst() implements Plan {}

  /**
   * To be set in Raft, if {@code before} is still in force.
   *
   * @param joins where the node is that is added; null if none is
   * @param leaves where the node is that is removed; null if none is
   */
  record Change(
      Membership before,
      SortedSet<NodeName> voters,
      SortedSet<NodeName> listeners,
      @Nullable Joining joins,
      @Nullable HostPort leaves)
      implements Plan {}

  /** A node that is added. */
  record Joining(NodeName node, HostPort address) {}

  ChangePlan(NodeName self, Surroundings surroundings) {
    this.self = self;
    this.surroundings = surroundings;
  }

  /**
   * Plans.
   *
   * @param members as a majority has just confirmed them
   */
  Plan plan(MemberChange change, Membership members) {
    Plan plan =
        switch (change.action()) {
          case ADD -> add(change.node(), change.address(), false, members);
          case ADD_LISTENER -> add(change.node(), change.address(), true, members);
          case PROMOTE -> promote(change.node(), members);
          case REMOVE -> remove(change.node(), members);
          case REPLACE -> replace(change.node(), change.by(), change.address(), members);
        };
    boolean expected =
        change.expectedIndex() == MemberChange.ANY_INDEX
            || change.expectedIndex() == members.index();
    return plan instanceof Change && !expected
        ? new Refused(
            Verdict.CONFLICT,
            "the members were changed meanwhile: their configuration is that of log index %d, not %d; look again"
                .formatted(members.index(), change.expectedIndex()))
        : plan;
  }

  private Plan add(
      NodeName node, @Nullable HostPort address, boolean listener, Membership members) {
    if (address == null) {
      return new Refused(Verdict.UNFIT, "a node is added with its address");
    }
    Refused unfit = unfitAt(node, address, members);
    if (unfit != null) {
      return unfit;
    }
    if (members.contains(node)) {
      return listener && members.voters().contains(node)
          ? new Refused(Verdict.UNFIT, "%s votes already".formatted(node))
          : listener || members.voters().contains(node)
              ? new Done()
              : new Refused(Verdict.UNFIT, "%s is a listener already; promote it".formatted(node));
    }
    if (!listener && members.voters().size() >= VOTERS_MAX) {
      return tooManyVoters();
    }
    Refused refused = surroundings.admit(node, address, listener, members);
    if (refused != null) {
      return refused;
    }
    return new Change(
        members,
        listener ? members.voters() : with(members.voters(), node),
        listener ? with(members.listeners(), node) : members.listeners(),
        new Joining(node, address),
        null);
  }

  /** Why a node can't be, or become, a member at an address; null if it can. */
  private static @Nullable Refused unfitAt(NodeName node, HostPort address, Membership members) {
    String known = members.addresses().get(node);
    if (known != null && !known.equals(address.toString())) {
      return new Refused(
          Verdict.UNFIT,
          "node %s is, or was, at %s, and a name keeps its address; start it there, or give the node at %s another name"
              .formatted(node, known, address));
    }
    for (NodeName other : members.addresses().keySet()) {
      if (!other.equals(node)
          && members.contains(other)
          && address.toString().equals(members.addresses().get(other))) {
        return new Refused(Verdict.UNFIT, "node %s is at %s already".formatted(other, address));
      }
    }
    return members.listeners().size() >= LISTENERS_MAX
            || (known == null && members.addresses().size() >= NAMES_MAX)
        ? new Refused(
            Verdict.UNFIT,
            "the cluster has %d listeners of at most %d, and had %d names of at most %d; remove a member, or take a name that was used"
                .formatted(
                    members.listeners().size(),
                    LISTENERS_MAX,
                    members.addresses().size(),
                    NAMES_MAX))
        : null;
  }

  private static Refused tooManyVoters() {
    return new Refused(
        Verdict.UNFIT,
        "%d voters are the most; every reservation waits for a majority of them"
            .formatted(VOTERS_MAX));
  }

  private Plan promote(NodeName node, Membership members) {
    if (members.voters().contains(node)) {
      return new Done();
    }
    Refused unfit = unfitToVote(node, members);
    if (unfit != null) {
      return unfit;
    }
    if (members.voters().size() >= VOTERS_MAX) {
      return tooManyVoters();
    }
    return guarded(
        new Change(
            members, with(members.voters(), node), without(members.listeners(), node), null, null));
  }

  private Plan remove(NodeName node, Membership members) {
    if (!members.contains(node)) {
      return members.addresses().containsKey(node) ? new Done() : unknown(node, members);
    }
    return leaving(
        node, members, without(members.voters(), node), without(members.listeners(), node), null);
  }

  private Plan replace(
      NodeName old, @Nullable NodeName by, @Nullable HostPort address, Membership members) {
    if (by == null || by.equals(old)) {
      return new Refused(Verdict.UNFIT, "a voter is replaced by a node of another name");
    }
    if (!members.contains(old) && members.voters().contains(by)) {
      return new Done();
    }
    if (!members.voters().contains(old)) {
      return members.contains(old)
          ? new Refused(Verdict.UNFIT, "%s is a listener; remove it, and add %s".formatted(old, by))
          : unknown(old, members);
    }
    SortedSet<NodeName> voters = with(without(members.voters(), old), by);
    if (address == null || members.contains(by)) {
      Refused unfit = unfitToVote(by, members);
      return unfit != null
          ? unfit
          : leaving(old, members, voters, without(members.listeners(), by), null);
    }
    Refused unfit = unfitAt(by, address, members);
    if (unfit == null && !old.equals(self)) {
      unfit = surroundings.admit(by, address, false, members);
    }
    return unfit != null
        ? unfit
        : leaving(old, members, voters, members.listeners(), new Joining(by, address));
  }

  private Plan leaving(
      NodeName node,
      Membership members,
      SortedSet<NodeName> voters,
      SortedSet<NodeName> listeners,
      @Nullable Joining joins) {
    if (voters.isEmpty()) {
      return new Refused(
          Verdict.QUORUM_AT_RISK,
          "%s is the only voter; to end the cluster, stop its nodes".formatted(node));
    }
    String address = members.addresses().get(node);
    Plan plan =
        guarded(
            new Change(
                members,
                voters,
                listeners,
                joins,
                address == null ? null : HostPort.parse(address)));
    return plan instanceof Change && node.equals(self) ? new LeaveFirst() : plan;
  }

  /** Why a listener can't become a voter now; null if it can. */
  private @Nullable Refused unfitToVote(NodeName node, Membership members) {
    if (!members.listeners().contains(node)) {
      return members.voters().contains(node)
          ? new Refused(Verdict.UNFIT, "%s votes already".formatted(node))
          : unknown(node, members);
    }
    Long lag = surroundings.lagEntries().get(node);
    if (lag == null) {
      return new Refused(Verdict.NOT_YET, "%s does not answer; start it".formatted(node));
    }
    return lag > LAG_ENTRIES_MAX
        ? new Refused(
            Verdict.NOT_YET,
            "%s is %d log entries behind, and may be %d; wait until it has caught up"
                .formatted(node, lag, LAG_ENTRIES_MAX))
        : null;
  }

  /** Only what a majority of the new voters can carry on with. */
  private Plan guarded(Change set) {
    SortedSet<NodeName> down = new TreeSet<>(set.voters());
    down.removeAll(surroundings.lagEntries().keySet());
    Joining joins = set.joins();
    if (joins != null) {
      down.remove(joins.node());
    }
    int up = set.voters().size() - down.size();
    int majority = set.voters().size() / 2 + 1;
    return up >= majority
        ? set
        : new Refused(
            Verdict.QUORUM_AT_RISK,
            "of the voters %s that there would be, %s do not answer, and %d of %d are no majority; start them, or remove them first"
                .formatted(set.voters(), down, up, set.voters().size()));
  }

  private static Refused unknown(NodeName node, Membership members) {
    SortedSet<NodeName> all = new TreeSet<>(members.voters());
    all.addAll(members.listeners());
    return new Refused(
        Verdict.UNKNOWN_MEMBER,
        "%s is not a member of this cluster, which has %s".formatted(node, all));
  }

  private static SortedSet<NodeName> with(Collection<NodeName> names, NodeName name) {
    SortedSet<NodeName> all = new TreeSet<>(names);
    all.add(name);
    return all;
  }

  private static SortedSet<NodeName> without(Collection<NodeName> names, NodeName name) {
    SortedSet<NodeName> rest = new TreeSet<>(names);
    rest.remove(name);
    return rest;
  }
}

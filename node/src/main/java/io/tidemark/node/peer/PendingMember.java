package io.tidemark.node.peer;

import io.tidemark.core.NodeName;
import org.jspecify.annotations.Nullable;

/**
 * A node that is let in and catches up, and becomes a member once it has.
 *
 * @param role that it will have
 * @param inPlaceOf who leaves when it becomes a member; null if nobody does
 * @param lagEntries how many entries it is behind the leader; -1 if unknown
 */
public record PendingMember(
    NodeName name,
    MemberStatus.Role role,
    String raftAddress,
    @Nullable NodeName inPlaceOf,
    long lagEntries) {}

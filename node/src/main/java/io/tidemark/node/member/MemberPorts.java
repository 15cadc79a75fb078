package io.tidemark.node.member;

import io.tidemark.core.FaultHandler;
import io.tidemark.node.peer.Duty;
import io.tidemark.replica.AppliedListener;
import io.tidemark.replica.RaftEvents;
import io.tidemark.replica.StoreFactory;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What a member needs of its surroundings.
 *
 * @param stores opens the live store
 * @param faults stops the node
 * @param listener learns of what was applied
 * @param events learns of what happens to the member
 * @param self what the node says of itself
 * @param duty goes off duty and comes back
 * @param nanoTicker elapsed time in nanoseconds
 * @param random for ids that must not be guessed or met twice
 */
public record MemberPorts(
    StoreFactory stores,
    FaultHandler faults,
    AppliedListener listener,
    RaftEvents events,
    SelfReport self,
    Duty duty,
    LongSupplier nanoTicker,
    RandomGenerator random) {}

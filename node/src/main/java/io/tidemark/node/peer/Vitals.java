package io.tidemark.node.peer;

/**
 * What a member says of itself beside its part in Raft. Travels between nodes: fields may be added,
 * and what an older node does not send is 0.
 *
 * @param draining whether it was asked to stop issuing, or is stopping
 */
public record Vitals(boolean draining) {}

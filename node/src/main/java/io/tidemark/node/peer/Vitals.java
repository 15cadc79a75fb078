package io.tidemark.node.peer;

/**
 * What a member says of itself beside its part in Raft. Travels between nodes: fields may be added,
 * and what an older node does not send is 0.
 *
 * @param draining whether it was asked to stop issuing, or is stopping
 * @param diskUsableBytes what the member could still write to the disk of its data directory
 * @param diskTotalBytes the size of that disk; 0 if unknown
 * @param mapUsedBytes how much of the live store's map is in use; negative if unknown
 * @param mapBytes the most that the live store can take; 0 if unknown
 */
public record Vitals(
    boolean draining,
    long diskUsableBytes,
    long diskTotalBytes,
    long mapUsedBytes,
    long mapBytes) {}

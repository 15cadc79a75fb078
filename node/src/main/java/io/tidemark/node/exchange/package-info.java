/**
 * Calls between nodes beside Raft, on the same port. Before Raft runs a small server of our own
 * answers them; afterwards they are one more service of Ratis' server.
 */
@NullMarked
package io.tidemark.node.exchange;

import org.jspecify.annotations.NullMarked;

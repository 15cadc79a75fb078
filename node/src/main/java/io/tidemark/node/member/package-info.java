/**
 * A node as a member of the Raft group: how it starts, how entries reach the log, and what its
 * peers may ask of it.
 */
@NullMarked
package io.tidemark.node.member;

import org.jspecify.annotations.NullMarked;

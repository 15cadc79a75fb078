/**
 * The issuing part of a node: holdings and the issuers that render IDs from them. Needs only to
 * propose commands and to be told of applied changes; knows nothing of Raft.
 */
@NullMarked
package io.tidemark.node.issue;

import org.jspecify.annotations.NullMarked;

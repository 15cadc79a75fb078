/**
 * One running member of a cluster: {@link io.tidemark.node.Node} wires the parts, {@link
 * io.tidemark.node.Member} is the way to the replicated state, and the classes around answer what
 * is asked of the node.
 */
@NullMarked
package io.tidemark.node;

import org.jspecify.annotations.NullMarked;

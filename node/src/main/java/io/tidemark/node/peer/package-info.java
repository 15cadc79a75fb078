/** Port: calls between members beside the replicated log. */
@NullMarked
package io.tidemark.node.peer;

import org.jspecify.annotations.NullMarked;

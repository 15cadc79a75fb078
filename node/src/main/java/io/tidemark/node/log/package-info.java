/** Port: the replicated log as a member sees it. Knows nothing of Raft libraries. */
@NullMarked
package io.tidemark.node.log;

import org.jspecify.annotations.NullMarked;

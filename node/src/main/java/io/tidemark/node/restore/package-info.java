/** Puts the state of a backup into an empty directory, for a new cluster. Needs no running node. */
@NullMarked
package io.tidemark.node.restore;

import org.jspecify.annotations.NullMarked;

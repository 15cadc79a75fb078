/** How a new cluster comes to be, once, and how a node makes sure that it is still itself. */
@NullMarked
package io.tidemark.node.formation;

import org.jspecify.annotations.NullMarked;

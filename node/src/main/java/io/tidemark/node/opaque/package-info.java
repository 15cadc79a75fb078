/**
 * The permutations behind opaque sequences: unique because they permute, and not to be guessed
 * without the key. Knows nothing of lines and nodes.
 */
@NullMarked
package io.tidemark.node.opaque;

import org.jspecify.annotations.NullMarked;

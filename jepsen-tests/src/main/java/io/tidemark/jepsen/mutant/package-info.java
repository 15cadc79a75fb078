/** Builds that are broken on purpose, which the checkers must catch. */
@NullMarked
package io.tidemark.jepsen.mutant;

import org.jspecify.annotations.NullMarked;

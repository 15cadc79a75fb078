/** Checks the formal model in {@code jepsen-tests/spec}. */
@NullMarked
package io.tidemark.jepsen.spec;

import org.jspecify.annotations.NullMarked;

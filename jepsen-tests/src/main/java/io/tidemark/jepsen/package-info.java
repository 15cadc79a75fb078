/** Breaks a real cluster in every way, and proves that no ID repeats. */
@NullMarked
package io.tidemark.jepsen;

import org.jspecify.annotations.NullMarked;

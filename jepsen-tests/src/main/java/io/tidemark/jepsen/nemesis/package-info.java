/** Faults, and the order in which they strike. */
@NullMarked
package io.tidemark.jepsen.nemesis;

import org.jspecify.annotations.NullMarked;

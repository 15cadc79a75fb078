/** What clients do, and which checkers judge it. */
@NullMarked
package io.tidemark.jepsen.workload;

import org.jspecify.annotations.NullMarked;

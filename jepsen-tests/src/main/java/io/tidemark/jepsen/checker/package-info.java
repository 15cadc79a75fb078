/**
 * Judges of a history. Each is a fold over its operations, and knows nothing of a running cluster.
 */
@NullMarked
package io.tidemark.jepsen.checker;

import org.jspecify.annotations.NullMarked;

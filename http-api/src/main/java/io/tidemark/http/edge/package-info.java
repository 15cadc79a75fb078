/**
 * What every call has in common: its identity, its thread, what it accepts, its preconditions, and
 * how a refusal is told.
 */
@NullMarked
package io.tidemark.http.edge;

import org.jspecify.annotations.NullMarked;

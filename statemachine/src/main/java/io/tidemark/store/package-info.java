/** The adapters of the port {@link io.tidemark.core.Store}: LMDB, and its twin in memory. */
@NullMarked
package io.tidemark.store;

import org.jspecify.annotations.NullMarked;

/**
 * The stored and sent bytes of the replicated state: entries of the log, replies, and the rows of
 * the tables. Versioned, deterministic and written field by field, so that neither a refactoring
 * nor an upgrade of a library changes a byte. {@code docs/encoding.md} is the specification.
 */
@NullMarked
package io.tidemark.encoding;

import org.jspecify.annotations.NullMarked;

/**
 * The replicated state as one file: written beside the node's work, checked before a byte of it is
 * believed. {@code docs/encoding.md} describes the format.
 */
@NullMarked
package io.tidemark.snapshot;

import org.jspecify.annotations.NullMarked;

/**
 * What an ID looks like, bit by bit: layouts, texts, decoding, and the counter that never repeats.
 *
 * <p>Everything here is a pure function of its arguments, except {@link
 * io.tidemark.layout.StampCounter}, whose whole state is one number. Nothing reads a clock, a
 * random source or the environment. {@code docs/formats.md} is the same in prose, with the bit
 * tables.
 */
@NullMarked
package io.tidemark.layout;

import org.jspecify.annotations.NullMarked;

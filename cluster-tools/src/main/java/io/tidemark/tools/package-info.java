/** The {@code tidemark} command. */
@NullMarked
package io.tidemark.tools;

import org.jspecify.annotations.NullMarked;

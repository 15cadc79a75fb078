/** What was asked, answered and broken, in order, as Jepsen writes it down. */
@NullMarked
package io.tidemark.jepsen.history;

import org.jspecify.annotations.NullMarked;

/** One test from its plan to its verdict. */
@NullMarked
package io.tidemark.jepsen.run;

import org.jspecify.annotations.NullMarked;

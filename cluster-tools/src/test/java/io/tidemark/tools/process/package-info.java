/** Real processes of the packaged distribution, under load and under faults. */
@NullMarked
package io.tidemark.tools.process;

import org.jspecify.annotations.NullMarked;

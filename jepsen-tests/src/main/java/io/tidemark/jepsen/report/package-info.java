/** Results, plots and pages of a run. */
@NullMarked
package io.tidemark.jepsen.report;

import org.jspecify.annotations.NullMarked;

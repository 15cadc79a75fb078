/** The cluster under test: real processes of the packaged distribution. */
@NullMarked
package io.tidemark.jepsen.db;

import org.jspecify.annotations.NullMarked;

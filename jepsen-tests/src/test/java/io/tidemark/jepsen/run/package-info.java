/** What a release must show. */
@NullMarked
package io.tidemark.jepsen.run;

import org.jspecify.annotations.NullMarked;

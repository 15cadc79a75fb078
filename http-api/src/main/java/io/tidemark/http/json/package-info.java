/** Bodies: strict JSON in, JSON out. */
@NullMarked
package io.tidemark.http.json;

import org.jspecify.annotations.NullMarked;

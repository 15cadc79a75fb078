/**
 * {@code POST /generate}, the call that everything is built for: answered in the pipeline of the
 * connection, in front of the framework's router, which sees all other requests.
 */
@NullMarked
package io.tidemark.http.generate;

import org.jspecify.annotations.NullMarked;

/** Asks a node over HTTP, and says what an error lets one conclude. */
@NullMarked
package io.tidemark.jepsen.client;

import org.jspecify.annotations.NullMarked;

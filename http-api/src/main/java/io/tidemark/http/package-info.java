/** The HTTP interface of a node: a request in, a typed outcome to a status. */
@NullMarked
package io.tidemark.http;

import org.jspecify.annotations.NullMarked;

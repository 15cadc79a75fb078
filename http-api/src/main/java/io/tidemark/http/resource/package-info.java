/** The calls of the HTTP interface, one class a resource. */
@NullMarked
package io.tidemark.http.resource;

import org.jspecify.annotations.NullMarked;

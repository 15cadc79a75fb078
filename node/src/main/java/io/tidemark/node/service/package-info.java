/**
 * What a node does for its callers, in typed requests and typed answers. The HTTP module sees this
 * package alone.
 */
@NullMarked
package io.tidemark.node.service;

import org.jspecify.annotations.NullMarked;

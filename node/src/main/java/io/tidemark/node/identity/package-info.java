/**
 * Whose directory this is: the identity file, the lock, and the refusal to start on anything else.
 */
@NullMarked
package io.tidemark.node.identity;

import org.jspecify.annotations.NullMarked;

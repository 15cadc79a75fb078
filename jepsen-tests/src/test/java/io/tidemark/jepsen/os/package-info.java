/** What the machine gives. */
@NullMarked
package io.tidemark.jepsen.os;

import org.jspecify.annotations.NullMarked;

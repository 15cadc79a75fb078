/** What hurts a node from outside: its network, clock and disk. */
@NullMarked
package io.tidemark.jepsen.os;

import org.jspecify.annotations.NullMarked;

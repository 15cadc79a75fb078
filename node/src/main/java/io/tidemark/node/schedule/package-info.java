/** What a node does at intervals. */
@NullMarked
package io.tidemark.node.schedule;

import org.jspecify.annotations.NullMarked;

/**
 * A seeded simulation of a whole cluster over the pure core: one scheduler, virtual time, every
 * random draw from one seed. See {@code docs/simulation.md}.
 */
@NullMarked
package io.tidemark.simulation;

import org.jspecify.annotations.NullMarked;

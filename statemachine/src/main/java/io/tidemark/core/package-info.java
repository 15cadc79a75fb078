/**
 * The replicated truth as a pure function: values, commands, outcomes, and {@link
 * io.tidemark.core.ReplicatedState} which decides. Imports the JDK, periods, templates and the
 * layouts of IDs alone, and reads no clock, time zone, random source, environment, file or network,
 * so that every replica decides the same.
 */
@NullMarked
package io.tidemark.core;

import org.jspecify.annotations.NullMarked;

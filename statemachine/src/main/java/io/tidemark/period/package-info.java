/**
 * The calendar of number lines that start again: which periods there are and what their labels look
 * like. ISO arithmetic on dates alone; when a period begins in a time zone is for others to say,
 * because time zone tables differ between machines.
 */
@NullMarked
package io.tidemark.period;

import org.jspecify.annotations.NullMarked;

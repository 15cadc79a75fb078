/**
 * What the IDs of a sequence look like: a template, compiled once. Like the core that judges rules
 * by it, it depends on nothing but its input: not on a locale, a time zone table or a version of
 * the JDK.
 */
@NullMarked
package io.tidemark.template;

import org.jspecify.annotations.NullMarked;

/**
 * What a node is told at its start: flags over environment over file, validated before anything
 * happens.
 */
@NullMarked
package io.tidemark.node.config;

import org.jspecify.annotations.NullMarked;

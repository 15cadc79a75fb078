@org.jspecify.annotations.NullMarked
package io.tidemark.node.config;

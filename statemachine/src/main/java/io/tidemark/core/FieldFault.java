package io.tidemark.core;

/**
 * One thing wrong with one field of a request.
 *
 * @param field the field's JSON name, such as {@code step}
 * @param detail what is wrong and what would be right
 */
public record FieldFault(String field, String detail) {}

package io.tidemark.http.json;

import java.util.List;

/** A JSON value as it was written (RFC 8259). */
sealed interface JsonValue {

  /** A string. */
  record Text(String value) implements JsonValue {}

  /**
   * A number.
   *
   * @param literal as it was written, so that nothing is lost by rounding
   */
  record Numeral(String literal) implements JsonValue {}

  /** {@code true} or {@code false}. */
  record Bool(boolean value) implements JsonValue {}

  /** {@code null}. */
  record Null() implements JsonValue {}

  /** An array. */
  record Items(List<JsonValue> values) implements JsonValue {}

  /**
   * An object, its fields in the order in which they were written, repeated ones included.
   *
   * @param fields names are unescaped
   */
  record Members(List<Field> fields) implements JsonValue {}

  /** One field of an object. */
  record Field(String name, JsonValue value) {}
}

package io.tidemark.encoding;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link CborWriter} writes, from bytes that nobody vouches for. Needs memory in
 * proportion to the bytes that are there, never to a length that they claim. Used by one thread,
 * for one value.
 */
final class CborReader {

  private static final int NESTING_DEPTH_MAX = 32;

  private static final CBORFactory FACTORY =
      CBORFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(NESTING_DEPTH_MAX)
                  // Text can't be longer than the bytes, which are in memory already.
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final String what;
  private final JsonParser parser;
  private @Nullable JsonToken peeked;

  private CborReader(String what, JsonParser parser) {
    this.what = what;
    this.parser = parser;
  }

  /**
   * The value that the function reads from the bytes, all of them.
   *
   * @param what names the value in messages
   * @throws EncodingException if the bytes are anything else
   */
  static <T> T decode(String what, byte[] bytes, Function<CborReader, T> content) {
    try (JsonParser parser = FACTORY.createParser(bytes)) {
      CborReader reader = new CborReader(what, parser);
      T value = content.apply(reader);
      if (parser.nextToken() != null) {
        throw reader.malformed("more follows after its end");
      }
      return value;
    } catch (EncodingException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Reading has no effects, so whatever goes wrong here, in the parser or in the constructor of
      // a value, is the fault of the bytes.
      throw new MalformedEncodingException(
          "%s of %s bytes is malformed: %s"
              .formatted(what, Integer.toString(bytes.length), e.getMessage()),
          e);
    }
  }

  MalformedEncodingException malformed(String detail) {
    return new MalformedEncodingException(
        "%s is malformed at byte %s: %s"
            .formatted(what, Long.toString(parser.currentTokenLocation().getByteOffset()), detail));
  }

  /** Reads the format version that stands first in every stored value. */
  int version(int known) {
    long found = number();
    if (found > known) {
      throw UnsupportedVersionException.ofVersion(what, found, known);
    }
    if (found < 1) {
      throw malformed("version " + found);
    }
    return (int) found;
  }

  /** Enters an array. */
  CborReader open() {
    expect(JsonToken.START_ARRAY, "an array");
    return this;
  }

  /** Leaves an array; fields that a later version appended are passed over. */
  void close() {
    while (hasMore()) {
      skip();
    }
    expect(JsonToken.END_ARRAY, "the end of an array");
  }

  /** Leaves an array that never gets more items. */
  void closeExactly() {
    expect(JsonToken.END_ARRAY, "the end of an array");
  }

  /** Whether the array has another item. */
  boolean hasMore() {
    return peek() != JsonToken.END_ARRAY;
  }

  long number() {
    expect(JsonToken.VALUE_NUMBER_INT, "a number");
    try {
      return parser.getLongValue();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** A number within the 32 bits of an int. */
  int smallNumber() {
    long number = number();
    if (number != (int) number) {
      throw malformed(number + " is out of bounds");
    }
    return (int) number;
  }

  String text() {
    expect(JsonToken.VALUE_STRING, "text");
    try {
      return parser.getText();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  boolean flag() {
    JsonToken token = next();
    if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
      throw malformed("a boolean was expected, not " + token);
    }
    return token == JsonToken.VALUE_TRUE;
  }

  /** A value, or null where null stands. */
  <T> @Nullable T optional(Function<CborReader, T> content) {
    if (peek() == JsonToken.VALUE_NULL) {
      next();
      return null;
    }
    return content.apply(this);
  }

  <T> List<T> list(Function<CborReader, T> item) {
    open();
    List<T> items = new ArrayList<>();
    while (hasMore()) {
      items.add(item.apply(this));
    }
    closeExactly();
    return items;
  }

  private void skip() {
    next();
    try {
      parser.skipChildren();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private void expect(JsonToken token, String name) {
    JsonToken found = next();
    if (found != token) {
      throw malformed(name + " was expected, not " + found);
    }
  }

  private JsonToken peek() {
    JsonToken token = peeked;
    if (token == null) {
      token = read();
      peeked = token;
    }
    return token;
  }

  private JsonToken next() {
    JsonToken token = peeked;
    peeked = null;
    return token == null ? read() : token;
  }

  private JsonToken read() {
    JsonToken token;
    try {
      token = parser.nextToken();
    } catch (IOException e) {
      throw unreadable(e);
    }
    if (token == null) {
      throw malformed("it ends too soon");
    }
    return token;
  }

  private MalformedEncodingException unreadable(IOException e) {
    return new MalformedEncodingException("%s is malformed: %s".formatted(what, e.getMessage()), e);
  }
}

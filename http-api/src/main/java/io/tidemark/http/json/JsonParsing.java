package io.tidemark.http.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.tidemark.http.json.JsonValue.Bool;
import io.tidemark.http.json.JsonValue.Field;
import io.tidemark.http.json.JsonValue.Items;
import io.tidemark.http.json.JsonValue.Members;
import io.tidemark.http.json.JsonValue.Null;
import io.tidemark.http.json.JsonValue.Numeral;
import io.tidemark.http.json.JsonValue.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a body strictly: one value, valid UTF-8, nothing after it, bounded depth. */
final class JsonParsing {

  /** How deep arrays and objects may nest; no body of this interface needs more than two. */
  static final int DEPTH_MAX = 16;

  /**
   * Repeated fields are not refused here: a body that repeats one is JSON, and the caller is told
   * which one.
   */
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          // Names come from strangers; they must not stay in a table of the process.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
          .build();

  private JsonParsing() {}

  /**
   * Reads a whole body.
   *
   * @return null if the body is empty or white space
   */
  static @Nullable JsonValue parse(byte[] body) throws MalformedJsonException {
    if (body.length == 0) {
      return null;
    }
    try (JsonParser parser = FACTORY.createParser(decoded(body))) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return null;
      }
      JsonValue value = value(parser, first);
      if (parser.nextToken() != null) {
        throw new MalformedJsonException(
            "the body goes on after its JSON value (%s)"
                .formatted(place(parser.currentLocation())));
      }
      return value;
    } catch (JsonProcessingException e) {
      JsonLocation location = e.getLocation();
      throw new MalformedJsonException(
          "the body is not valid JSON: %s%s"
              .formatted(
                  e.getOriginalMessage(), location == null ? "" : " (" + place(location) + ")"));
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory can't fail", e);
    }
  }

  /** Jackson lets some invalid sequences pass and guesses UTF-16 and UTF-32; the JDK doesn't. */
  private static String decoded(byte[] body) throws MalformedJsonException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedJsonException("the body is not valid UTF-8");
    }
  }

  private static JsonValue value(JsonParser parser, JsonToken token)
      throws IOException, MalformedJsonException {
    return switch (token) {
      case START_OBJECT -> members(parser);
      case START_ARRAY -> items(parser);
      case VALUE_STRING -> new Text(text(parser));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Numeral(parser.getText());
      case VALUE_TRUE -> new Bool(true);
      case VALUE_FALSE -> new Bool(false);
      case VALUE_NULL -> new Null();
      case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new IllegalStateException("a JSON value can't start with " + token);
    };
  }

  private static Members members(JsonParser parser) throws IOException, MalformedJsonException {
    List<Field> fields = new ArrayList<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = text(parser);
      fields.add(new Field(name, value(parser, parser.nextToken())));
    }
    return new Members(fields);
  }

  private static Items items(JsonParser parser) throws IOException, MalformedJsonException {
    List<JsonValue> values = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      values.add(value(parser, token));
    }
    return new Items(values);
  }

  /** RFC 8259 section 8.2: an escaped half of a surrogate pair stands for no character. */
  private static String text(JsonParser parser) throws IOException, MalformedJsonException {
    String text = parser.getText();
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isSurrogatePair(
            text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : 0)) {
          throw new MalformedJsonException(
              "a string holds half of a surrogate pair (%s)"
                  .formatted(place(parser.currentLocation())));
        }
        i++;
      }
    }
    return text;
  }

  private static String place(JsonLocation location) {
    return "line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
  }
}

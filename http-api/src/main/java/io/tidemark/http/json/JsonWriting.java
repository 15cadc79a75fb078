package io.tidemark.http.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes answers. */
public final class JsonWriting {

  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonWriting() {}

  /** Writes one JSON object. */
  @FunctionalInterface
  public interface Content {
    /** Writes the fields of the object; start and end are written around it. */
    void write(JsonGenerator json) throws IOException;
  }

  /**
   * A JSON object as UTF-8.
   *
   * @param lengthGuess about how many bytes it will have
   */
  public static byte[] object(int lengthGuess, Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(lengthGuess);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      content.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory can't fail", e);
    }
    return bytes.toByteArray();
  }
}

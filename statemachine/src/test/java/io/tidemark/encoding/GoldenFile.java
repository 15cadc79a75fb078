package io.tidemark.encoding;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * Bytes that some version once wrote and every later one must read: hex, after a comment that says
 * what they are.
 */
record GoldenFile(Path path) {

  private static final Path DIRECTORY = Path.of("src", "test", "resources", "golden", "v1");
  private static final int LINE_BYTES = 32;

  static GoldenFile named(String name) {
    return new GoldenFile(DIRECTORY.resolve(name + ".hex"));
  }

  static Path directory() {
    return DIRECTORY;
  }

  boolean exists() {
    return Files.exists(path);
  }

  byte[] read() throws IOException {
    return HexFormat.of()
        .parseHex(
            Files.readAllLines(path).stream()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.joining()));
  }

  /** Never replaces a file: what was once written stays readable. */
  void create(String comment, byte[] bytes) throws IOException {
    StringBuilder text = new StringBuilder("# ").append(comment).append('\n');
    for (int i = 0; i < bytes.length; i += LINE_BYTES) {
      int end = Math.min(bytes.length, i + LINE_BYTES);
      text.append(HexFormat.of().formatHex(bytes, i, end)).append('\n');
    }
    Files.createDirectories(DIRECTORY);
    Files.writeString(path, text, StandardOpenOption.CREATE_NEW);
  }

  /** RFC 8949, section 8, as far as the encodings go. */
  static String diagnosticOf(byte[] bytes) throws IOException {
    try (JsonParser parser = new CBORFactory().createParser(bytes)) {
      parser.nextToken();
      return diagnosticOf(parser);
    }
  }

  private static String diagnosticOf(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return "\"" + parser.getText() + "\"";
    }
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      return parser.getText();
    }
    StringJoiner items = new StringJoiner(", ", "[", "]");
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(diagnosticOf(parser));
    }
    return items.toString();
  }
}

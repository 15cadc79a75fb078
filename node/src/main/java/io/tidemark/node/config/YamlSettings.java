package io.tidemark.node.config;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Flattens a YAML file into settings: {@code limits: {hold_millis_max: 1000}} is the setting {@code
 * limits.hold_millis_max}, and peers written as a map or as a list become {@code n1=h:p,n2=h:p}.
 * Knows each setting's line.
 */
final class YamlSettings {
  private static final long FILE_BYTES_MAX = 1 << 20;
  private static final YAMLFactory YAML =
      YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Path file;
  private final List<String> faults;
  private final Map<String, Setting> settings = new LinkedHashMap<>();

  private YamlSettings(Path file, List<String> faults) {
    this.file = file;
    this.faults = faults;
  }

  /**
   * Reads a file.
   *
   * @param faults gets a line for everything that can't be read as settings
   */
  static Map<String, Setting> read(Path file, List<String> faults) {
    YamlSettings reading = new YamlSettings(file, faults);
    try {
      if (Files.size(file) > FILE_BYTES_MAX) {
        faults.add(
            "%s is larger than %d bytes: not a configuration".formatted(file, FILE_BYTES_MAX));
        return Map.of();
      }
      try (JsonParser parser = YAML.createParser(Files.readString(file))) {
        reading.document(parser);
      }
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      faults.add("%s:%d: %s".formatted(file, line, oneLine(e.getOriginalMessage())));
    } catch (NoSuchFileException e) {
      faults.add("%s: there is no such file; check --config or TIDEMARK_CONFIG".formatted(file));
    } catch (IOException e) {
      faults.add("%s can't be read: %s".formatted(file, e));
    }
    return reading.settings;
  }

  private void document(JsonParser parser) throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      return;
    }
    if (first != JsonToken.START_OBJECT) {
      throw new JsonParseException(parser, "a configuration is a list of 'key: value' lines");
    }
    object(parser, "");
    if (parser.nextToken() != null) {
      throw new JsonParseException(parser, "a configuration is one YAML document");
    }
  }

  private void object(JsonParser parser, String prefix) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String path = prefix + parser.currentName();
      String origin = file + ":" + parser.currentTokenLocation().getLineNr();
      JsonToken value = parser.nextToken();
      if (path.equals(ConfigKey.PEERS.path()) && value.isStructStart()) {
        settings.put(path, new Setting(peers(parser, value, origin), origin));
      } else if ((path.equals(ConfigKey.LIMITS) || path.equals(ConfigKey.BACKUP))
          && value == JsonToken.START_OBJECT) {
        object(parser, path + ".");
      } else {
        scalar(parser, path, value, origin);
      }
    }
  }

  private void scalar(JsonParser parser, String path, JsonToken value, String origin)
      throws IOException {
    if (value.isStructStart()) {
      parser.skipChildren();
      faults.add("%s (%s) must be a single value, not a list or a map".formatted(path, origin));
    } else if (value == JsonToken.VALUE_NULL || parser.getText().isBlank()) {
      faults.add("%s (%s) has no value; give it one or remove the line".formatted(path, origin));
    } else {
      settings.put(path, new Setting(parser.getText().strip(), origin));
    }
  }

  private String peers(JsonParser parser, JsonToken start, String origin) throws IOException {
    List<String> peers = new ArrayList<>();
    String name = "";
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY && token != JsonToken.END_OBJECT;
        token = parser.nextToken()) {
      if (token == JsonToken.FIELD_NAME) {
        name = parser.currentName();
      } else if (token.isStructStart()) {
        parser.skipChildren();
        faults.add(
            "peers (%s) must be 'name: host:port' lines or a list of name=host:port"
                .formatted(origin));
      } else {
        peers.add(
            start == JsonToken.START_OBJECT ? name + "=" + parser.getText() : parser.getText());
      }
    }
    return String.join(",", peers);
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ");
  }
}

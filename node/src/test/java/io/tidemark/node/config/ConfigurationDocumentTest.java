package io.tidemark.node.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/configuration.md says what the code does. */
final class ConfigurationDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "configuration.md");

  private static final Map<ConfigKey, String> DEFAULTS =
      Map.of(
          ConfigKey.NAME, "required",
          ConfigKey.DATA_DIR, "required",
          ConfigKey.HTTP, "`" + NodeConfigCheck.HTTP_DEFAULT + "`",
          ConfigKey.RAFT, "this node's entry in `peers`",
          ConfigKey.PEERS, "required",
          ConfigKey.BACKUP_DIR, "off",
          ConfigKey.BACKUP_INTERVAL, "`" + BackupSchedule.INTERVAL_DEFAULT + "`",
          ConfigKey.BACKUP_RETAIN, Integer.toString(BackupSchedule.RETAIN_DEFAULT),
          ConfigKey.JOIN, "none: form a new cluster",
          ConfigKey.SKIP_ENTRY, "none");

  @Test
  void itsTablesHaveEverySettingAndNoOther() throws IOException {
    Stream<String> plain =
        DEFAULTS.keySet().stream().map(key -> row(key, DEFAULTS.getOrDefault(key, "")));
    Stream<String> limits =
        Arrays.stream(Limit.values())
            .map(
                limit ->
                    row(ConfigKey.of(limit), Long.toString(limit.defaultValue()))
                        + " %d to %d |".formatted(limit.min(), limit.max()));

    assertEquals(
        Stream.concat(plain, limits).sorted().collect(Collectors.joining("\n")),
        rows().stream().sorted().collect(Collectors.joining("\n")));
  }

  private static String row(ConfigKey key, String defaultValue) {
    return "| `%s` | `%s` | `%s` | %s |".formatted(key, key.flag(), key.variable(), defaultValue);
  }

  /** All rows about a setting, without their last cell, which is prose. */
  private static List<String> rows() throws IOException {
    return Files.readAllLines(DOCUMENT).stream()
        .filter(line -> line.startsWith("| `") && line.contains("`TIDEMARK_"))
        .map(line -> line.substring(0, line.lastIndexOf('|', line.length() - 2) + 1))
        .toList();
  }
}

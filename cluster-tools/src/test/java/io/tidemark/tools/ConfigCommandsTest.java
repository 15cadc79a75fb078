package io.tidemark.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigCommandsTest {
  @TempDir private Path directory;

  private String file(String text) throws IOException {
    Path file = directory.resolve("node.yaml");
    Files.writeString(file, text);
    return file.toString();
  }

  private String whole() throws IOException {
    return file(
        """
        name: n1
        data_dir: /var/lib/tidemark
        peers:
          n1: 10.0.0.1:7400
        limits:
          hold_millis_max: 30000
        """);
  }

  @Test
  void everySettingIsPrintedWithItsValueAndOrigin() throws IOException {
    String file = whole();
    CommandRun printed =
        CommandRun.run("config", "print", "--config", file, "--http", "10.0.0.1:80", "-o", "plain");
    assertEquals(0, printed.exit(), printed.err());
    assertTrue(printed.out().contains("name\tn1\t" + file + ":1\n"), printed.out());
    assertTrue(printed.out().contains("http\t10.0.0.1:80\t--http\n"), printed.out());
    assertTrue(printed.out().contains("raft\t10.0.0.1:7400\tdefault\n"), printed.out());
    assertTrue(printed.out().contains("limits.hold_millis_max\t30000\t" + file + ":6\n"));
    assertTrue(printed.out().contains("limits.waiters_max\t20000\tdefault\n"), printed.out());
    CommandRun json = CommandRun.run("config", "print", "--config", file, "-o", "json");
    assertTrue(
        json.out()
            .contains(
                "{\"key\":\"limits.waiters_max\",\"value\":\"20000\",\"source\":\"default\",\"origin\":\"default\"}"),
        json.out());
    assertTrue(json.out().contains("\"source\":\"file\""), json.out());
  }

  @Test
  void whatIsWrongIsSaidALineEachAndTheRestIsPrinted() throws IOException {
    String file = file("name: n1\nlimits: {hold_millis_max: 5}\n");
    CommandRun refused = CommandRun.run("config", "validate", "--config", file);
    assertEquals(2, refused.exit());
    assertEquals("", refused.out());
    assertEquals(3, refused.err().lines().count(), refused.err());
    CommandRun printed = CommandRun.run("config", "print", "--config", file);
    assertEquals(2, printed.exit());
    assertEquals(refused.err().replace("validate", "print"), printed.err());
    assertTrue(printed.out().contains("limits.hold_millis_max"), printed.out());
  }

  @Test
  void whatIsValidIsSaidInALine() throws IOException {
    assertEquals(
        new CommandRun(0, "valid: node n1, one of 1, data in /var/lib/tidemark\n", ""),
        CommandRun.run("config", "validate", "--config", whole()));
  }
}

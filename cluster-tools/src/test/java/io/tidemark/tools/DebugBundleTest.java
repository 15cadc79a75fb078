package io.tidemark.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DebugBundleTest {
  private static final String CLUSTER =
      """
      {"self":"n1","members":[{"name":"n1","state":"up","http_address":"h:1"},
        {"name":"n2","state":"down","http_address":null}]}
      """;

  @TempDir private Path directory;

  static Map<String, String> read(Path file) throws IOException {
    Map<String, String> entries = new TreeMap<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        entries.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return entries;
  }

  @Test
  void whatEachNodeTellsIsInItAndWhoDoesNotAnswerIsNoted() throws IOException {
    Path file = directory.resolve("bundle.tar.gz");
    try (FakeNode node = FakeNode.answering(200, CLUSTER)) {
      String endpoints = node.url() + "," + ClientCommandsTest.nobody();
      CommandRun run = CommandRun.run("debug", "bundle", file.toString(), "--endpoints", endpoints);
      assertEquals(0, run.exit(), run.err());
      assertTrue(run.out().contains("1 of 2 nodes"), run.out());
      assertTrue(run.err().contains("n2 is left out"), run.err());
    }
    Map<String, String> entries = read(file);
    assertEquals(
        Set.of(
            "tidemark-debug/manifest.json",
            "tidemark-debug/n1/cluster.json",
            "tidemark-debug/n1/version.json",
            "tidemark-debug/n1/health.json",
            "tidemark-debug/n1/config.json",
            "tidemark-debug/n1/metrics.txt",
            "tidemark-debug/n1/threads.txt",
            "tidemark-debug/n1/log.txt"),
        entries.keySet());
    JsonNode nodes =
        new JsonMapper().readTree(entries.get("tidemark-debug/manifest.json")).path("nodes");
    assertEquals(7, nodes.path(0).path("files").size());
    assertEquals("n2", nodes.path(1).path("name").asText());
    assertFalse(nodes.path(1).path("reachable").asBoolean());
    assertFalse(nodes.path(1).path("trouble").asText().isEmpty());
  }

  @Test
  void aFileThatExistsIsLeftAlone() throws IOException {
    Path file = Files.writeString(directory.resolve("precious"), "mine");
    try (FakeNode node = FakeNode.answering(200, CLUSTER)) {
      CommandRun run =
          CommandRun.run("debug", "bundle", file.toString(), "--endpoints", node.url());
      assertEquals(1, run.exit());
      assertTrue(run.err().contains("exists"), run.err());
    }
    assertEquals("mine", Files.readString(file));
  }

  @Test
  void withoutAnyNodeThereIsNoBundle() throws IOException {
    Path file = directory.resolve("none.tar.gz");
    String nobody = ClientCommandsTest.nobody();
    assertEquals(
        3, CommandRun.run("debug", "bundle", file.toString(), "--endpoints", nobody).exit());
    assertFalse(Files.exists(file));
  }

  @Test
  void theRingKeepsTheEndInWholeLines() {
    RingOutput ring = new RingOutput(16);
    ring.write("one\n".getBytes(StandardCharsets.UTF_8), 0, 4);
    assertEquals("one\n", ring.text());
    for (String line : new String[] {"two\n", "three\n", "four\n", "five\n"}) {
      byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
      ring.write(bytes, 0, bytes.length);
    }
    assertEquals("four\nfive\n", ring.text());
    byte[] large = "0123456789\nabcdefghi\nxyz\n".getBytes(StandardCharsets.UTF_8);
    ring.write(large, 0, large.length);
    assertEquals("abcdefghi\nxyz\n", ring.text());
    ring.write('!');
    assertTrue(ring.text().endsWith("xyz\n!"), ring.text());
  }
}

package io.tidemark.node.member;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.core.NodeName;
import io.tidemark.node.exchange.Probe.Sighting;
import io.tidemark.node.identity.DurableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The latest that this node has seen of the others, for them to check their disks by. In memory,
 * and in a file from time to time, so that it is known after all were restarted. Only ever moves
 * forward. Safe for use by many threads.
 */
final class SightingBook {

  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  /** The version that this code writes, and the highest that it reads. */
  private static final int VERSION = 1;

  private static final TypeReference<TreeMap<String, Sighting>> SEEN = new TypeReference<>() {};

  private final DurableFile file;
  private final SortedMap<NodeName, Sighting> seen = new TreeMap<>();
  private boolean changed;

  private SightingBook(DurableFile file) {
    this.file = file;
  }

  /**
   * Reads the file, if there is one.
   *
   * @throws IOException if it is damaged
   */
  static SightingBook open(Path path) throws IOException {
    SightingBook book = new SightingBook(new DurableFile(path));
    String text = book.file.read().orElse("{}");
    try {
      JsonNode content = JSON.readTree(text);
      boolean versioned = content.path("version").isInt();
      if (versioned && content.path("version").asInt() > VERSION) {
        throw new IOException(
            "%s is of version %d, and this node knows up to %d; upgrade this node"
                .formatted(path, content.path("version").asInt(), VERSION));
      }
      // Before there were versions, the file held the sightings alone.
      JSON.convertValue(versioned ? content.path("seen") : content, SEEN)
          .forEach((name, sighting) -> book.seen.put(new NodeName(name), sighting));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new IOException("%s can't be understood".formatted(path), e);
    }
    return book;
  }

  /** What is known of a node. */
  synchronized Sighting of(NodeName node) {
    return seen.getOrDefault(node, Sighting.NOTHING);
  }

  /** Adds what was just seen. */
  synchronized void see(NodeName node, Sighting sighting) {
    Sighting before = of(node);
    Sighting after = before.or(sighting);
    if (!after.equals(before)) {
      seen.put(node, after);
      changed = true;
    }
  }

  /** Writes the file if there is anything new. */
  void save() throws IOException {
    Map<String, Sighting> content = new TreeMap<>();
    synchronized (this) {
      if (!changed) {
        return;
      }
      changed = false;
      seen.forEach((node, sighting) -> content.put(node.value(), sighting));
    }
    boolean written = false;
    try {
      file.write(JSON.writeValueAsString(new Stored(VERSION, content)) + "\n");
      written = true;
    } finally {
      if (!written) {
        again();
      }
    }
  }

  private synchronized void again() {
    changed = true;
  }

  /** The file's fields. */
  private record Stored(int version, Map<String, Sighting> seen) {}
}

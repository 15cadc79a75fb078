package io.tidemark.node.identity;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.core.NodeName;
import io.tidemark.node.config.HostPort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/** The identity on disk: JSON that people can read, and a checksum line. */
final class IdentityFile {

  static final String NAME = "identity";

  /** The version that this code writes, and the highest that it reads. */
  private static final int VERSION = 1;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private final DurableFile file;

  IdentityFile(Path directory) {
    this.file = new DurableFile(directory.resolve(NAME));
  }

  /**
   * Reads the identity.
   *
   * @return empty if the directory has none
   * @throws IOException if it is unreadable, torn, or of another version
   */
  Optional<Identity> read() throws IOException {
    Optional<String> text = file.read();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      requireKnown(JSON.readTree(text.get()).path("version").asInt(VERSION));
      return Optional.of(JSON.readValue(text.get(), Stored.class).identity());
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new IOException(
          "%s can't be understood: %s"
              .formatted(file.path(), firstLine(String.valueOf(e.getMessage()))),
          e);
    }
  }

  /** A later version may have fields that this one does not know, so this comes first. */
  private void requireKnown(int version) throws IOException {
    if (version > VERSION) {
      throw new IOException(
          "%s is of version %d, and this node knows up to %d; upgrade this node"
              .formatted(file.path(), version, VERSION));
    }
  }

  void write(Identity identity) throws IOException {
    file.write(JSON.writeValueAsString(Stored.of(identity)) + "\n");
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  /** The file's fields. */
  @JsonPropertyOrder({
    "version",
    "cluster_id",
    "node",
    "phase",
    "peers",
    "listeners",
    "members_index",
    "incarnation",
    "process_nonce"
  })
  private record Stored(
      int version,
      String clusterId,
      String node,
      Identity.Phase phase,
      Map<String, String> peers,
      List<String> listeners,
      long membersIndex,
      long incarnation,
      String processNonce) {

    static Stored of(Identity identity) {
      Map<String, String> peers = new TreeMap<>();
      identity.peers().forEach((name, address) -> peers.put(name.value(), address.toString()));
      return new Stored(
          VERSION,
          identity.clusterId(),
          identity.node().value(),
          identity.phase(),
          peers,
          identity.listeners().stream().map(NodeName::value).toList(),
          identity.membersIndex(),
          identity.incarnation(),
          identity.processNonce());
    }

    Identity identity() {
      if (version < 1) {
        throw new IllegalArgumentException("there is no version " + version);
      }
      SortedMap<NodeName, HostPort> members = new TreeMap<>();
      peers.forEach((name, address) -> members.put(new NodeName(name), HostPort.parse(address)));
      return new Identity(
          UUID.fromString(clusterId).toString(),
          new NodeName(node),
          phase,
          members,
          listeners.stream().map(NodeName::new).collect(Collectors.toCollection(TreeSet::new)),
          membersIndex,
          incarnation,
          processNonce);
    }
  }
}

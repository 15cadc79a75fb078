package io.tidemark.tools;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;

/** What a bundle has of which node, and what it could not get. */
final class DebugManifest {
  private final ObjectNode manifest = new JsonMapper().createObjectNode();

  DebugManifest(String version, InstantSource clock) {
    manifest.put("created_at", clock.instant().toString());
    manifest.put("tidemark_version", version);
    manifest.putArray("nodes");
  }

  /** A node, whose files are added to what is returned. */
  ObjectNode node(String name, String endpoint, boolean reachable, String trouble) {
    ObjectNode node = manifest.withArray("nodes").addObject();
    node.put("name", name);
    node.put("endpoint", endpoint);
    node.put("reachable", reachable);
    node.put("trouble", trouble);
    node.putArray("files");
    return node;
  }

  String json() {
    return manifest.toPrettyString() + "\n";
  }
}

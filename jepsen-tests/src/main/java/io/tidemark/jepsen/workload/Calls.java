package io.tidemark.jepsen.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.jepsen.client.Reply;
import org.jspecify.annotations.Nullable;

/** Calls that several workloads make. */
final class Calls {
  private static final JsonMapper JSON = new JsonMapper();

  private Calls() {}

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** Asks for IDs of a namespace. */
  static Reply generate(Session session, String namespace, int count) {
    return generate(session, namespace, object().put("namespace", namespace), count);
  }

  /** Asks for IDs of a kind without a namespace. */
  static Reply generateFormat(Session session, String format, int count) {
    return generate(session, format, object().put("format", format), count);
  }

  private static Reply generate(Session session, String line, ObjectNode body, int count) {
    body.put("count", count);
    return session.call(
        "generate",
        object().put("line", line).put("count", count),
        client -> client.post("/generate", body.toString()),
        reply -> ids(reply, line));
  }

  private static @Nullable JsonNode ids(Reply reply, String line) {
    return reply.isOk() ? object().put("line", line).set("ids", reply.body().path("ids")) : null;
  }
}

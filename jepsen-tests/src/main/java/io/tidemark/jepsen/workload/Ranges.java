package io.tidemark.jepsen.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.jepsen.checker.Accounting;
import io.tidemark.jepsen.checker.Checker;
import io.tidemark.jepsen.checker.Origins;
import io.tidemark.jepsen.checker.Rising;
import io.tidemark.jepsen.checker.Unique;
import io.tidemark.jepsen.client.Reply;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Sequences whose every value is accounted for: what was issued is compared with what the registry
 * says was reserved, by whom, and how far the mark stands.
 */
final class Ranges implements Workload {
  private static final List<Rule> NAMESPACES =
      List.of(
          new Rule(Accounting.PREFIX + "one", "{\"kind\":\"sequence\",\"range_size_min\":\"20\"}"),
          new Rule(
              Accounting.PREFIX + "five",
              "{\"kind\":\"sequence\",\"start\":\"5\",\"step\":\"5\",\"range_size_min\":\"50\"}"));
  private static final int COUNT_MAX = 20;

  @Override
  public String name() {
    return "ranges";
  }

  @Override
  public List<Rule> namespaces() {
    return NAMESPACES;
  }

  @Override
  public void step(Session session) {
    SplittableRandom random = session.random();
    String line = NAMESPACES.get(random.nextInt(NAMESPACES.size())).name();
    if (random.nextInt(20) == 0) {
      mark(session, line);
      return;
    }
    Reply reply = Calls.generate(session, line, random.nextInt(1, COUNT_MAX + 1));
    JsonNode ids = reply.body().path("ids");
    if (reply.isOk() && random.nextInt(20) == 0) {
      String id = ids.path(random.nextInt(ids.size())).asText();
      decode(
          session,
          Calls.object()
              .put("line", line)
              .put("id", id)
              .put("issued_by", session.askedLast().name()));
    }
  }

  private static void mark(Session session, String line) {
    session.call(
        "mark",
        Calls.object().put("line", line),
        client -> client.get("/v1/namespaces/" + line),
        reply -> mark(reply, line));
  }

  private static @Nullable JsonNode mark(Reply reply, String line) {
    JsonNode mark = reply.body().path("high_water_mark");
    if (!reply.isOk() || !mark.isTextual()) {
      return null;
    }
    ObjectNode read = Calls.object().put("line", line);
    ArrayNode marks = read.putArray("ids");
    marks.add(mark.asText());
    return read;
  }

  /** Asks where an ID comes from; whoever is asked, it is the node that issued it. */
  private static void decode(Session session, ObjectNode asked) {
    String path =
        "/v1/ids/%s?namespace=%s".formatted(asked.path("id").asText(), asked.path("line").asText());
    session.call(
        "decode",
        asked,
        client -> client.get(path),
        reply -> {
          if (!reply.isOk()) {
            return null;
          }
          ObjectNode said = asked.deepCopy();
          said.set("first", reply.body().path("range").path("first"));
          said.set("end", reply.body().path("range").path("end"));
          said.set("node", reply.body().path("node"));
          return said;
        });
  }

  @Override
  public List<Checker> checkers() {
    return List.of(new Unique(), new Accounting(), new Origins(), Rising.marks());
  }
}

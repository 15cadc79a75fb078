package io.tidemark.jepsen.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.jepsen.checker.Checker;
import io.tidemark.jepsen.checker.Linearizable;
import io.tidemark.jepsen.client.Reply;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Rules of namespaces as registers: read, written, and compared and set by their generation. New
 * names every now and then, because what never got an answer stays possible for as long as its name
 * is used, and makes the search for an order longer and longer.
 */
final class Namespaces implements Workload {
  private static final int KEYS = 3;
  private static final int CALLS_PER_KEY = 80;

  private final AtomicLong calls = new AtomicLong();
  private final Map<String, Long> lastSeen = new ConcurrentHashMap<>();

  @Override
  public String name() {
    return "namespaces";
  }

  @Override
  public List<Rule> namespaces() {
    return List.of();
  }

  @Override
  public void step(Session session) {
    long call = calls.getAndIncrement();
    String key =
        "reg-%d-%d".formatted(call / (KEYS * CALLS_PER_KEY), session.random().nextInt(KEYS));
    switch (session.random().nextInt(3)) {
      case 0 -> read(session, key);
      case 1 -> write(session, key, "w" + call);
      default -> {
        Long seen = lastSeen.get(key);
        if (seen == null) {
          read(session, key);
        } else {
          compareAndSet(session, key, seen, "c" + call);
        }
      }
    }
  }

  private static String path(String key) {
    return "/v1/namespaces/" + key;
  }

  private static ObjectNode asked(String key) {
    return Calls.object().put("key", key);
  }

  private static String rule(String text) {
    return Calls.object().put("kind", "ulid").put("description", text).toString();
  }

  private void read(Session session, String key) {
    session.call(
        "read",
        asked(key),
        client -> client.get(path(key)),
        reply ->
            reply.body().path("code").asText().equals("namespace_not_found")
                ? asked(key).put("generation", 0).put("text", "")
                : seen(key, reply));
  }

  private void write(Session session, String key, String text) {
    session.call(
        "write",
        asked(key).put("text", text),
        client -> client.put(path(key), rule(text), null),
        reply -> seen(key, reply));
  }

  private void compareAndSet(Session session, String key, long expected, String text) {
    session.call(
        "cas",
        asked(key).put("expected", expected).put("text", text),
        client -> client.put(path(key), rule(text), expected),
        reply -> {
          if (reply.body().path("code").asText().equals("precondition_failed")) {
            return asked(key).put("held", false);
          }
          ObjectNode changed = seen(key, reply);
          return changed == null ? null : changed.put("held", true);
        });
  }

  private @Nullable ObjectNode seen(String key, Reply reply) {
    JsonNode body = reply.body();
    if (!reply.isOk() || !body.path("generation").isIntegralNumber()) {
      return null;
    }
    long generation = body.path("generation").asLong();
    lastSeen.put(key, generation);
    return asked(key).put("generation", generation).put("text", body.path("description").asText());
  }

  @Override
  public List<Checker> checkers() {
    return List.of(new Linearizable());
  }
}

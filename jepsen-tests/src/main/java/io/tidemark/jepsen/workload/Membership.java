package io.tidemark.jepsen.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.jepsen.checker.Checker;
import io.tidemark.jepsen.checker.Members;
import io.tidemark.jepsen.checker.Rising;
import io.tidemark.jepsen.checker.Unique;
import io.tidemark.jepsen.client.Reply;
import io.tidemark.jepsen.db.Db;
import io.tidemark.jepsen.db.Node;
import io.tidemark.jepsen.nemesis.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A node is taken in and out all the time, while clients of the others ask for monotonic values and
 * for the list of members.
 */
final class Membership implements Workload {
  private static final String LINE = "m-members";
  private static final List<Rule> NAMESPACES =
      List.of(new Rule(LINE, "{\"kind\":\"sequence\",\"mode\":\"monotonic\"}"));
  private static final String PATH = "/v1/cluster/members";

  /** These change members themselves, or the node that comes and goes would be in their way. */
  private static final Set<Fault.Need> NOT_BORNE =
      Set.of(Fault.Need.REJOIN, Fault.Need.SPARE, Fault.Need.REWIND, Fault.Need.DISKS);

  private static final Duration HALTED_MAX = Duration.ofSeconds(10);

  @Override
  public String name() {
    return "membership";
  }

  @Override
  public List<Rule> namespaces() {
    return NAMESPACES;
  }

  @Override
  public int spares() {
    return 1;
  }

  @Override
  public boolean bears(Fault.Need need) {
    return !NOT_BORNE.contains(need);
  }

  @Override
  public void step(Session session) {
    if (session.random().nextInt(3) > 0) {
      Calls.generate(session, LINE, 1);
      return;
    }
    session.call(
        "members",
        Calls.object(),
        client -> client.get("/v1/cluster"),
        reply -> reply.isOk() ? names(reply.body()) : null);
  }

  private static ObjectNode names(JsonNode cluster) {
    ObjectNode value = Calls.object();
    cluster
        .path("members")
        .forEach(member -> value.withArray("names").add(member.path("name").asText()));
    return value;
  }

  /** Takes the node in if it is out, and out if it is in. */
  @Override
  public Operator operator() {
    return (db, session) -> {
      Node spare = db.spares().getFirst();
      ObjectNode asked = Calls.object().put("name", spare.name());
      if (spare.isAlive()) {
        Reply removed =
            session.call(
                "remove-member",
                asked,
                client -> client.delete(PATH + "/" + spare.name()),
                reply -> done(reply, asked));
        if (isOut(removed)) {
          // It halts when it learns of it; what it keeps is of no use any more.
          Db.await(HALTED_MAX, () -> !spare.isAlive());
          spare.kill();
          spare.wipe();
        }
      } else {
        db.startJoining(spare);
        ObjectNode body = asked.deepCopy().put("raft_address", spare.raftAddress());
        session.call(
            "add-member",
            asked,
            client -> client.post(PATH, body.toString()),
            reply -> done(reply, asked));
      }
    };
  }

  private static boolean isOut(Reply reply) {
    return reply.status() == 200 || reply.body().path("code").asText().equals("member_not_found");
  }

  private static @Nullable JsonNode done(Reply reply, JsonNode asked) {
    return reply.status() == 200 ? asked : null; // 202: it goes on.
  }

  @Override
  public List<Checker> checkers() {
    return List.of(new Unique(), Rising.monotonic("m-"), new Members());
  }
}

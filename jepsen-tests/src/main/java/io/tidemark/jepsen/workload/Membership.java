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

  /** 202 would say that it goes on. */
  private static final int DONE = 200;

  private static final Duration HALTED_MAX = Duration.ofSeconds(10);

  /** Whether the node is to be taken in; the operator's own. */
  private boolean joins;

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

  /** Takes the node in if it is out, and out if it is in; each until it is done. */
  @Override
  public Operator operator() {
    return (db, session) -> {
      Node spare = db.spares().getFirst();
      if (!spare.isAlive()) {
        db.startJoining(spare);
        joins = true;
      }
      if (joins) {
        add(session, spare);
      } else {
        remove(session, spare);
      }
    };
  }

  private void add(Session session, Node spare) {
    ObjectNode asked = Calls.object().put("name", spare.name());
    ObjectNode body = asked.deepCopy().put("raft_address", spare.raftAddress());
    Reply added =
        session.call(
            "add-member",
            asked,
            client -> client.post(PATH, body.toString()),
            reply -> done(reply, asked));
    joins = added.status() != DONE;
  }

  private static void remove(Session session, Node spare) {
    ObjectNode asked = Calls.object().put("name", spare.name());
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
  }

  private static boolean isOut(Reply reply) {
    return reply.status() == 200 || reply.body().path("code").asText().equals("member_not_found");
  }

  private static @Nullable JsonNode done(Reply reply, JsonNode asked) {
    return reply.status() == DONE ? asked : null;
  }

  @Override
  public List<Checker> checkers() {
    return List.of(new Unique(), Rising.monotonic("m-"), new Members());
  }
}

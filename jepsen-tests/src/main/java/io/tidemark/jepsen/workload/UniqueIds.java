package io.tidemark.jepsen.workload;

import io.tidemark.jepsen.checker.Checker;
import io.tidemark.jepsen.checker.Stamps;
import io.tidemark.jepsen.checker.Unique;
import io.tidemark.jepsen.nemesis.Fault;
import java.util.List;
import java.util.SplittableRandom;

/** IDs of every kind, one at a time and in batches. */
final class UniqueIds implements Workload {
  private static final List<String> FORMATS =
      List.of("uuid7", "uuid4", "ulid", "snowflake", "snowflake53", "ksuid", "nanoid", "objectid");
  private static final List<Rule> NAMESPACES =
      List.of(
          new Rule("u-plain", "{\"kind\":\"sequence\"}"),
          new Rule("u-steps", "{\"kind\":\"sequence\",\"start\":\"7\",\"step\":\"13\"}"),
          new Rule("u-opaque", "{\"kind\":\"sequence\",\"template\":\"{opaque:14}\"}"),
          new Rule(
              "u-daily",
              "{\"kind\":\"sequence\",\"template\":\"{date:yyyyMMdd}-{seq:12}\",\"reset\":\"daily\"}"),
          new Rule("typeid", "{\"kind\":\"typeid\",\"prefix\":\"order\"}"));
  private static final int[] COUNTS = {1, 1, 1, 1, 10, 100, 1_000, 10_000};

  @Override
  public String name() {
    return "unique-ids";
  }

  @Override
  public List<Rule> namespaces() {
    return NAMESPACES;
  }

  @Override
  public void step(Session session) {
    SplittableRandom random = session.random();
    int count = COUNTS[random.nextInt(COUNTS.length)];
    int which = random.nextInt(FORMATS.size() + NAMESPACES.size());
    if (which < FORMATS.size()) {
      Calls.generateFormat(session, FORMATS.get(which), count);
    } else {
      Calls.generate(session, NAMESPACES.get(which - FORMATS.size()).name(), count);
    }
  }

  @Override
  public boolean bears(Fault.Need need) {
    return true; // Also that a restore takes the rules of namespaces back to a backup.
  }

  @Override
  public List<Checker> checkers() {
    return List.of(new Unique(), new Stamps());
  }
}

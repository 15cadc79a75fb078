package io.tidemark.jepsen.workload;

import io.tidemark.jepsen.checker.Checker;
import io.tidemark.jepsen.checker.Rising;
import io.tidemark.jepsen.checker.Unique;
import io.tidemark.jepsen.nemesis.Fault;
import java.util.List;

/** Sequences of mode {@code monotonic}, asked for through all nodes at once. */
final class Monotonic implements Workload {
  private static final String PREFIX = "m-";
  private static final String RULE = "{\"kind\":\"sequence\",\"mode\":\"monotonic\"}";
  private static final List<Rule> NAMESPACES =
      List.of(new Rule(PREFIX + "one", RULE), new Rule(PREFIX + "two", RULE));
  private static final int COUNT_MAX = 20;

  @Override
  public String name() {
    return "monotonic";
  }

  @Override
  public List<Rule> namespaces() {
    return NAMESPACES;
  }

  @Override
  public void step(Session session) {
    Rule rule = NAMESPACES.get(session.random().nextInt(NAMESPACES.size()));
    Calls.generate(session, rule.name(), session.random().nextInt(1, COUNT_MAX + 1));
  }

  @Override
  public boolean bears(Fault.Need need) {
    return true; // Also that a restore takes the rules of namespaces back to a backup.
  }

  @Override
  public List<Checker> checkers() {
    return List.of(new Unique(), Rising.monotonic(PREFIX));
  }
}

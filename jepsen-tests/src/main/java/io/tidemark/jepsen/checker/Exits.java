package io.tidemark.jepsen.checker;

import io.tidemark.jepsen.history.Operation;
import java.util.Set;
import java.util.TreeMap;

/**
 * A node that ends by itself does so for a reason that the fault gave it, never because its state
 * contradicts itself or for what should not be possible.
 */
public final class Exits implements Checker {
  /** Log failed, snapshot broken, store failed, superseded, Raft closed, removed. */
  private static final Set<Integer> WITH_A_REASON = Set.of(70, 72, 73, 74, 75, 76);

  /** Refused to start: its files were damaged, or are of another time. */
  private static final Set<Integer> REFUSED = Set.of(1, 6);

  /** A signal, from a live store whose structure was changed. */
  private static final Set<Integer> OF_DAMAGE = Set.of(134, 135, 139);

  private final Verdict.Findings findings = new Verdict.Findings("exits");
  private final TreeMap<Integer, Integer> counts = new TreeMap<>();
  private final TreeMap<String, Long> slowestMillis = new TreeMap<>();

  @Override
  public String name() {
    return "exits";
  }

  @Override
  public void observe(Operation operation) {
    if (!operation.f().equals("exit")) {
      return;
    }
    int code = operation.value().path("code").asInt();
    counts.merge(code, 1, Integer::sum);
    boolean damaged = operation.value().path("damaged").asBoolean();
    slowestMillis.merge(
        operation.value().path("fault").asText(),
        operation.value().path("after_millis").asLong(),
        Math::max);
    boolean expected = damaged && (REFUSED.contains(code) || OF_DAMAGE.contains(code));
    if (!WITH_A_REASON.contains(code) && !expected) {
      findings.violation(
          "%s ended with exit code %d in operation %d: %s"
              .formatted(
                  operation.node(), code, operation.index(), operation.value().path("said")));
    }
  }

  @Override
  public Verdict verdict() {
    counts.forEach((code, count) -> findings.figure("exit_" + code, count));
    slowestMillis.forEach((fault, millis) -> findings.figure("slowest_ms." + fault, millis));
    return findings.verdict();
  }
}

package io.tidemark.jepsen.checker;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.jepsen.history.Operation;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who was taken in is in every list of members that is asked for afterwards, of any node, until
 * somebody asks to take it out; and the other way round. Of one node that comes and goes, by one
 * operator at a time.
 */
public final class Members implements Checker {
  private final Map<Integer, Long> asked = new HashMap<>();
  private final Verdict.Findings findings = new Verdict.Findings("members");
  private String name = "";

  /** Whether it is in; null while that may change or is not known. */
  private @Nullable Boolean in;

  /** Grows with each change of that. */
  private long state;

  private long changes;
  private long compared;

  @Override
  public String name() {
    return "members";
  }

  @Override
  public void observe(Operation operation) {
    switch (operation.f()) {
      case "add-member" -> change(operation, true);
      case "remove-member" -> change(operation, false);
      case "members" -> read(operation);
      default -> {}
    }
  }

  private void change(Operation operation, boolean becomes) {
    name = operation.value().path("name").asText();
    // A refusal took no effect, but what was so before is not remembered.
    in = operation.type() == Operation.Type.OK ? becomes : null;
    state++;
    if (operation.type() == Operation.Type.OK) {
      changes++;
    }
  }

  private void read(Operation operation) {
    if (operation.type() == Operation.Type.INVOKE) {
      asked.put(operation.process(), state);
      return;
    }
    Long since = asked.remove(operation.process());
    Boolean isIn = in;
    if (operation.type() != Operation.Type.OK || isIn == null || since == null || since != state) {
      return;
    }
    compared++;
    boolean listed = false;
    for (JsonNode member : operation.value().path("names")) {
      listed |= member.asText().equals(name);
    }
    if (listed != isIn) {
      findings.violation(
          "operation %d of %s: %s is %s, and the list says %s"
              .formatted(
                  operation.index(),
                  operation.node(),
                  name,
                  isIn ? "a member" : "no member",
                  operation.value().path("names")));
    }
  }

  @Override
  public Verdict verdict() {
    findings.figure("changes", changes);
    findings.figure("compared", compared);
    if (changes < 2 || compared == 0) {
      findings.unknown("%d changes, and %d lists to compare".formatted(changes, compared));
    }
    return findings.verdict();
  }
}

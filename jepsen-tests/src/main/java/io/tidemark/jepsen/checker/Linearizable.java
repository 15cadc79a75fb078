package io.tidemark.jepsen.checker;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Rules of namespaces are linearizable registers: whatever node is asked, a change that was
 * answered is seen by all later reads. Each namespace is judged by itself, as linearizability is
 * local.
 */
public final class Linearizable implements Checker {
  private static final Set<String> CALLS = Set.of("read", "write", "cas");
  private static final long STEPS_MAX = 2_000_000;

  private final Map<Integer, Operation> open = new HashMap<>();
  private final Map<String, List<WingGong.Interval>> registers = new TreeMap<>();
  private final Verdict.Findings findings = new Verdict.Findings("linearizable");

  @Override
  public String name() {
    return "linearizable";
  }

  @Override
  public void observe(Operation operation) {
    if (!CALLS.contains(operation.f())) {
      return;
    }
    if (operation.type() == Operation.Type.INVOKE) {
      open.put(operation.process(), operation);
      return;
    }
    Operation invoked = open.remove(operation.process());
    if (invoked != null && operation.type() == Operation.Type.OK) {
      add(invoked, operation.value(), operation.index());
    } else if (invoked != null && operation.type() == Operation.Type.INFO) {
      add(invoked, null, WingGong.Interval.NEVER);
    }
  }

  private void add(
      Operation invoked, @org.jspecify.annotations.Nullable JsonNode answer, long returned) {
    JsonNode asked = invoked.value();
    VersionedRegister.Call call =
        new VersionedRegister.Call(
            invoked.f(), asked.path("expected").asLong(), asked.path("text").asText(), answer);
    if (call.isChange() || answer != null) {
      registers
          .computeIfAbsent(asked.path("key").asText(), key -> new ArrayList<>())
          .add(new WingGong.Interval(call, invoked.index(), returned));
    }
  }

  @Override
  public Verdict verdict() {
    open.values().forEach(invoked -> add(invoked, null, WingGong.Interval.NEVER));
    open.clear();
    long calls = 0;
    for (Map.Entry<String, List<WingGong.Interval>> register : registers.entrySet()) {
      List<WingGong.Interval> intervals = register.getValue();
      intervals.sort(Comparator.comparingLong(WingGong.Interval::invoked));
      calls += intervals.size();
      switch (WingGong.check(intervals, STEPS_MAX)) {
        case LINEARIZABLE -> {}
        case NOT_LINEARIZABLE ->
            findings.violation(
                "the %d calls on %s have no order that explains their answers"
                    .formatted(intervals.size(), register.getKey()));
        case UNKNOWN ->
            findings.unknown(
                "the search for an order of the %d calls on %s was given up after %d steps"
                    .formatted(intervals.size(), register.getKey(), STEPS_MAX));
      }
    }
    findings.figure("registers", registers.size());
    findings.figure("calls", calls);
    if (calls == 0) {
      findings.unknown("nothing was read or written");
    }
    return findings.verdict();
  }
}

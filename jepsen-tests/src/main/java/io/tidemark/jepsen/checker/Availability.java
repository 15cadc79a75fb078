package io.tidemark.jepsen.checker;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.jepsen.history.Operation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Who asks a node that no fault touches, for IDs that are issued from memory, is never refused.
 * What needs a majority for each call may fail while a fault lasts, and so may what asks a node for
 * more of a sequence than it could prepare for: than the rate before the fault covers, or for any
 * before it has issued some of it since it was hurt last. Such calls are counted apart. After each
 * fault the cluster recovers.
 */
public final class Availability implements Checker {
  private static final long HIGHEST_NANOS = 60_000_000_000L;

  /** How long after a fault's end what needs a majority may still fail. */
  private static final long ELECTION_NANOS = 5_000_000_000L;

  private final Set<String> hurt = new HashSet<>();
  private final Map<Integer, Asked> open = new HashMap<>();
  private final Histogram unhurtLatency = new Histogram(HIGHEST_NANOS, 3);
  private final Histogram survivorLatency = new Histogram(HIGHEST_NANOS, 3);
  private final Histogram quorumLatency = new Histogram(HIGHEST_NANOS, 3);
  private final Verdict.Findings findings = new Verdict.Findings("availability");
  private @Nullable String fault;
  private long calmSince;
  private long faults;
  private long asked;
  private long excused;
  private long failed;
  private long failedBeyondDemand;
  private final SequenceDemand demand = new SequenceDemand();

  /** A call that is going on, and whether something hurt its node at any time since. */
  private record Asked(Operation operation, boolean excused) {}

  @Override
  public String name() {
    return "availability";
  }

  @Override
  public void observe(Operation operation) {
    if (operation.isOfClient()) {
      if (operation.f().equals("generate")) {
        client(operation);
      }
    } else {
      nemesis(operation);
    }
  }

  private void nemesis(Operation operation) {
    JsonNode value = operation.value();
    switch (operation.f()) {
      case "fault" -> {
        faults++;
        fault = value.path("name").asText();
        demand.fault(operation.nanos());
        hurt(value);
      }
      case "wounded" -> {
        hurt(value);
        hurt.forEach(demand::hurt);
      }
      case "recovered" -> {
        fault = null;
        hurt.clear();
        calmSince = operation.nanos();
      }
      case "lost" ->
          findings.violation("after %s the cluster did not recover: %s".formatted(fault, value));
      default -> {}
    }
  }

  /** From now on these nodes are hurt, and whoever asked one of them before is excused as well. */
  private void hurt(JsonNode value) {
    hurt.clear();
    value.path("nodes").forEach(node -> hurt.add(node.asText()));
    open.replaceAll(
        (process, call) ->
            new Asked(call.operation(), call.excused() || isExcused(call.operation())));
  }

  private boolean isExcused(Operation call) {
    boolean quorumMissed =
        isDecidedPerCall(call) && (fault != null || call.nanos() - calmSince < ELECTION_NANOS);
    return hurt.contains(call.node()) || quorumMissed;
  }

  private static boolean isDecidedPerCall(Operation call) {
    return lineOf(call).startsWith("m-");
  }

  /** Only in a fault: in calm, a node that has too little reserves more. */
  private boolean isBeyond(Operation call) {
    return fault != null
        && isSequence(call)
        && demand.isBeyond(String.valueOf(call.node()), lineOf(call), call.nanos(), countOf(call));
  }

  private static long countOf(Operation call) {
    return call.value().path("count").asLong(1);
  }

  private static boolean isSequence(Operation call) {
    return lineOf(call).startsWith("u-") || lineOf(call).startsWith(Accounting.PREFIX);
  }

  private static String lineOf(Operation call) {
    return call.value().path("line").asText();
  }

  private void client(Operation operation) {
    if (operation.type() == Operation.Type.INVOKE) {
      asked++;
      open.put(operation.process(), new Asked(operation, isExcused(operation)));
      return;
    }
    Asked call = open.remove(operation.process());
    if (call == null) {
      return;
    }
    if (operation.type() == Operation.Type.OK && isSequence(operation)) {
      demand.issued(
          String.valueOf(operation.node()),
          lineOf(operation),
          operation.nanos(),
          countOf(call.operation()));
    }
    if (call.excused() || isExcused(call.operation())) {
      excused++;
    } else if (operation.type() == Operation.Type.OK) {
      long nanos = Math.min(operation.nanos() - call.operation().nanos(), HIGHEST_NANOS);
      (isDecidedPerCall(operation) ? quorumLatency : unhurtLatency).recordValue(nanos);
      if (fault != null && !isDecidedPerCall(operation)) {
        survivorLatency.recordValue(nanos);
      }
    } else if (isBeyond(call.operation())) {
      failedBeyondDemand++;
    } else {
      failed++;
      findings.violation(
          "%s, which nothing hurt, failed operation %d (%s): %s"
              .formatted(
                  operation.node(),
                  operation.index(),
                  fault == null ? "in calm" : "during " + fault,
                  operation.error()));
    }
  }

  @Override
  public Verdict verdict() {
    findings.figure("faults", faults);
    findings.figure("asked", asked);
    findings.figure("asked_of_hurt_nodes", excused);
    findings.figure("unhurt_p50_ms", unhurtLatency.getValueAtPercentile(50) / 1e6);
    findings.figure("unhurt_p99.9_ms", unhurtLatency.getValueAtPercentile(99.9) / 1e6);
    findings.figure("unhurt_max_ms", unhurtLatency.getMaxValue() / 1e6);
    findings.figure("monotonic_p50_ms", quorumLatency.getValueAtPercentile(50) / 1e6);
    findings.figure("survivors_p99.9_ms", survivorLatency.getValueAtPercentile(99.9) / 1e6);
    findings.figure("survivors_max_ms", survivorLatency.getMaxValue() / 1e6);
    findings.figure("failed", failed);
    findings.figure("failed_beyond_demand", failedBeyondDemand);
    if (asked == 0) {
      findings.unknown("nobody asked");
    }
    return findings.verdict();
  }
}

package io.tidemark.jepsen.report;

import io.tidemark.jepsen.history.History;
import io.tidemark.jepsen.history.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A history as pictures need it: calls with how long they took, and faults with when they ended.
 *
 * @param seconds how long it is
 */
record Spans(List<Call> calls, List<Fault> faults, double seconds) {

  /** So many calls can be told apart in a picture; of more, an even choice is kept. */
  private static final int CALLS_MAX = 2_000_000;

  /** A call. */
  record Call(String node, String f, Operation.Type type, double start, double millis) {}

  /** From the blow until every node served again, and the nodes that were hurt. */
  record Fault(String name, String nodes, double start, double healed, double end) {}

  static Spans of(Path directory) throws IOException {
    Map<Integer, Operation> open = new HashMap<>();
    Kept kept = new Kept();
    List<Fault> faults = new ArrayList<>();
    double[] last = new double[1];
    FaultSpan fault = new FaultSpan();
    History.read(
        directory,
        operation -> {
          last[0] = Math.max(last[0], operation.nanos() / 1e9);
          if (!operation.isOfClient()) {
            fault.observe(operation, faults);
          } else if (operation.type() == Operation.Type.INVOKE) {
            open.put(operation.process(), operation);
          } else {
            Operation invoked = open.remove(operation.process());
            if (invoked != null) {
              kept.add(
                  new Call(
                      String.valueOf(operation.node()),
                      operation.f(),
                      operation.type(),
                      invoked.nanos() / 1e9,
                      (operation.nanos() - invoked.nanos()) / 1e6));
            }
          }
        });
    fault.close(faults, last[0]);
    return new Spans(kept.calls, faults, last[0]);
  }

  /** Every call, or every second, fourth and so on. */
  private static final class Kept {
    private List<Call> calls = new ArrayList<>();
    private long step = 1;
    private long seen;

    void add(Call call) {
      if (seen++ % step == 0) {
        calls.add(call);
      }
      if (calls.size() > CALLS_MAX) {
        thin();
      }
    }

    private void thin() {
      List<Call> fewer = new ArrayList<>();
      for (int i = 0; i < calls.size(); i += 2) {
        fewer.add(calls.get(i));
      }
      calls = fewer;
      step *= 2;
    }
  }

  private static final class FaultSpan {
    private String name = "";
    private String nodes = "";
    private double start;
    private double healed;

    void observe(Operation operation, List<Fault> to) {
      double now = operation.nanos() / 1e9;
      switch (operation.f()) {
        case "fault" -> {
          name = operation.value().path("name").asText();
          start = now;
          healed = now;
        }
        case "wounded" -> {
          List<String> names = new ArrayList<>();
          operation.value().path("nodes").forEach(node -> names.add(node.asText()));
          nodes = String.join(" ", names);
        }
        case "healed" -> healed = now;
        case "recovered", "lost" -> close(to, now);
        default -> {}
      }
    }

    void close(List<Fault> to, double now) {
      if (!name.isEmpty()) {
        to.add(new Fault(name, nodes, start, healed, now));
      }
      name = "";
    }
  }
}

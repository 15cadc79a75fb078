package io.tidemark.jepsen.checker;

import io.tidemark.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How long what follows a fault takes, by fault: until a reservation succeeds that was asked for
 * after the blow, of a node that it did not hurt (and how often none did until the end); from the
 * end of its cause until all nodes serve; and what became of those who asked the nodes that were
 * hurt.
 */
public final class Recovery implements Checker {
  private final Map<String, List<Double>> reservations = new TreeMap<>();
  private final Map<String, List<Double>> recoveries = new TreeMap<>();
  private final Map<String, long[]> hurtAnswers = new TreeMap<>();
  private final Map<String, Long> counts = new TreeMap<>();
  private final Map<String, Long> withoutReservation = new TreeMap<>();
  private final Map<Integer, Long> asked = new HashMap<>();
  private final Set<String> hurt = new HashSet<>();
  private final Verdict.Findings findings = new Verdict.Findings("recovery");
  private String fault = "";
  private double woundedMillis = -1;
  private boolean reserved;

  @Override
  public String name() {
    return "recovery";
  }

  @Override
  public void observe(Operation operation) {
    if (!operation.isOfClient()) {
      nemesis(operation);
    } else if (operation.f().equals("generate") && woundedMillis >= 0) {
      client(operation);
    }
  }

  private void nemesis(Operation operation) {
    switch (operation.f()) {
      case "wounded" -> {
        fault = operation.value().path("name").asText();
        counts.merge(fault, 1L, Long::sum);
        woundedMillis = operation.millis();
        reserved = false;
        hurt.clear();
        operation.value().path("nodes").forEach(node -> hurt.add(node.asText()));
        asked.clear();
      }
      case "recovered" -> {
        recoveries
            .computeIfAbsent(fault, name -> new ArrayList<>())
            .add(operation.value().path("millis").asDouble());
        withoutReservation.merge(fault, reserved ? 0L : 1L, Long::sum);
        woundedMillis = -1;
      }
      case "lost" -> woundedMillis = -1;
      default -> {}
    }
  }

  private void client(Operation operation) {
    if (operation.type() == Operation.Type.INVOKE) {
      asked.put(operation.process(), operation.nanos());
      return;
    }
    if (asked.remove(operation.process()) == null) {
      return; // It was asked for before the blow.
    }
    boolean ok = operation.type() == Operation.Type.OK;
    if (hurt.contains(operation.node())) {
      hurtAnswers.computeIfAbsent(fault, name -> new long[2])[ok ? 0 : 1]++;
    } else if (ok && !reserved && operation.value().path("line").asText().startsWith("m-")) {
      reserved = true;
      reservations
          .computeIfAbsent(fault, name -> new ArrayList<>())
          .add(operation.millis() - woundedMillis);
    }
  }

  @Override
  public Verdict verdict() {
    counts.forEach((name, count) -> findings.figure("faults." + name, count));
    withoutReservation.forEach(
        (name, count) -> findings.figure("without_reservation." + name, count));
    reservations.forEach((name, millis) -> figures("reservation", name, millis));
    recoveries.forEach((name, millis) -> figures("serving", name, millis));
    hurtAnswers.forEach(
        (name, answers) -> {
          findings.figure("hurt_answered." + name, answers[0]);
          findings.figure("hurt_refused." + name, answers[1]);
        });
    return findings.verdict();
  }

  private void figures(String what, String name, List<Double> millis) {
    Collections.sort(millis);
    findings.figure("%s_p50_ms.%s".formatted(what, name), millis.get((millis.size() - 1) / 2));
    findings.figure("%s_max_ms.%s".formatted(what, name), millis.getLast());
  }
}

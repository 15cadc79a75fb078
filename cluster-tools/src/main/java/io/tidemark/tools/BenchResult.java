package io.tidemark.tools;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * What a measurement found.
 *
 * @param measuredSeconds without the warm-up
 * @param processorShare how much of the machine's processors the measuring process used
 * @param notes what one should know before one believes the numbers, or what went wrong
 */
record BenchResult(
    BenchPlan plan,
    BenchTally tally,
    double measuredSeconds,
    double processorShare,
    List<String> notes) {

  /** From this share on the measuring process itself may be what limits the numbers. */
  private static final double BUSY_SHARE = 0.5;

  /** Fewer answers than this share of what the rate asks for are worth a note. */
  private static final double KEPT_SHARE = 0.98;

  private static final Map<String, Double> PERCENTILES = percentiles();

  BenchResult {
    notes = List.copyOf(notes);
  }

  static BenchResult of(BenchPlan plan, BenchRun run, long nanos, double processorShare) {
    BenchTally tally = run.tally();
    List<String> notes = new ArrayList<>();
    tally.repeatedKept().forEach(id -> notes.add("issued twice: " + id));
    tally.failures().forEach((why, count) -> notes.add("%d failed: %s".formatted(count, why)));
    if (run.isFull()) {
      notes.add(
          "ended early: %d IDs came, as many as --count-max lets it check"
              .formatted(plan.idsMax()));
    }
    double seconds = nanos / 1e9;
    double asked = plan.rate() * Math.min(seconds, plan.duration().toMillis() / 1e3);
    if (plan.isOpen() && !run.isFull() && tally.answered() < asked * KEPT_SHARE) {
      notes.add(
          "%d of %.0f calls were answered in time: %d connections are too few, or the cluster or this client is too slow"
              .formatted(tally.answered(), asked, plan.connections()));
    }
    if (processorShare >= BUSY_SHARE) {
      notes.add(
          "this client used %.0f %% of the machine's processors: it may be what limits these numbers"
              .formatted(processorShare * 100));
    }
    return new BenchResult(plan, tally, seconds, processorShare, notes);
  }

  private static Map<String, Double> percentiles() {
    Map<String, Double> percentiles = new LinkedHashMap<>();
    percentiles.put("p50", 50.0);
    percentiles.put("p90", 90.0);
    percentiles.put("p99", 99.0);
    percentiles.put("p99_9", 99.9);
    percentiles.put("max", 100.0);
    return percentiles;
  }

  /** Whether every call was answered, and no ID came twice. */
  boolean isClean() {
    return tally.repeated() == 0 && tally.failed() == 0 && tally.answered() > 0;
  }

  String json() {
    ObjectNode json = new JsonMapper().createObjectNode();
    json.put("mode", plan.isOpen() ? "open" : "closed");
    json.put("connections", plan.connections());
    json.put("rate", plan.isOpen() ? rounded(plan.rate(), 1) : null);
    json.put("seconds", rounded(measuredSeconds, 1));
    json.put("calls", tally.answered());
    json.put("calls_per_second", perSecond(tally.answered()));
    json.put("ids", tally.ids());
    json.put("ids_per_second", perSecond(tally.ids()));
    json.put("ids_checked", tally.checked());
    json.put("repeated", tally.repeated());
    json.put("failed", tally.failed());
    ObjectNode failures = json.putObject("failures");
    tally.failures().forEach(failures::put);
    ObjectNode latency = json.putObject("latency_millis");
    latencies().forEach(latency::put);
    json.put("client_processor_share", rounded(processorShare, 2));
    notes.forEach(json.putArray("notes")::add);
    return json.toString();
  }

  String table() {
    return Columns.aligned(List.of("MEASURE", "VALUE"), rows());
  }

  String plain() {
    return Columns.tabbed(rows());
  }

  private List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("calls", "%d, %s/s".formatted(tally.answered(), perSecond(tally.answered()))));
    rows.add(List.of("ids", "%d, %s/s".formatted(tally.ids(), perSecond(tally.ids()))));
    latencies()
        .forEach(
            (name, millis) ->
                rows.add(List.of("latency " + name.replace('_', '.'), millis + " ms")));
    rows.add(List.of("repeated", "%d of %d checked".formatted(tally.repeated(), tally.checked())));
    String failures =
        tally.failures().entrySet().stream()
            .map(failure -> "%d %s".formatted(failure.getValue(), failure.getKey()))
            .collect(Collectors.joining(", "));
    rows.add(List.of("failed", failures.isEmpty() ? "0" : failures));
    rows.add(List.of("client processors", "%.0f %%".formatted(processorShare * 100)));
    return rows;
  }

  private Map<String, BigDecimal> latencies() {
    Histogram histogram = tally.latencies();
    Map<String, BigDecimal> millis = new LinkedHashMap<>();
    PERCENTILES.forEach(
        (name, percentile) ->
            millis.put(name, rounded(histogram.getValueAtPercentile(percentile) / 1e3, 2)));
    return millis;
  }

  private BigDecimal perSecond(long number) {
    return rounded(measuredSeconds > 0 ? number / measuredSeconds : 0, 1);
  }

  private static BigDecimal rounded(double value, int digits) {
    return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP);
  }
}

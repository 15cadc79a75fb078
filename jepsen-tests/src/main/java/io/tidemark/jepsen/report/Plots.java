package io.tidemark.jepsen.report;

import io.tidemark.jepsen.history.Operation;
import io.tidemark.jepsen.os.Shell;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** The pictures that Jepsen draws of a run, by gnuplot, with a band for each fault. */
final class Plots {
  private static final int POINTS_MAX = 40_000;
  private static final double BUCKET_SECONDS = 2;
  private static final long HIGHEST_MICROS = 120_000_000;
  private static final double[] QUANTILES = {50, 95, 99, 100};
  private static final String[] COLOURS = {"#81BF67", "#A50E9B", "#FFA400", "#E9312A"};
  private static final Map<Operation.Type, String> COLOUR_OF =
      Map.of(
          Operation.Type.OK, "#81BFFC",
          Operation.Type.INFO, "#FFA400",
          Operation.Type.FAIL, "#FF1E90");

  private final Spans spans;
  private final Path directory;

  private Plots(Spans spans, Path directory) {
    this.spans = spans;
    this.directory = directory;
  }

  /** Draws {@code latency-raw.png}, {@code latency-quantiles.png} and {@code rate.png}. */
  static void draw(Spans spans, Path directory) throws IOException {
    Plots plots = new Plots(spans, directory);
    plots.raw();
    plots.quantiles();
    plots.rate();
  }

  private void raw() throws IOException {
    int step = Math.max(1, spans.calls().size() / POINTS_MAX);
    List<String> curves = new ArrayList<>();
    for (Operation.Type type :
        List.of(Operation.Type.OK, Operation.Type.INFO, Operation.Type.FAIL)) {
      // What failed is rare and is what people look for: all of it is drawn.
      int every = type == Operation.Type.OK ? step : 1;
      Path data = directory.resolve("raw-%s.data".formatted(type.word()));
      long count = 0;
      try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(data))) {
        for (Spans.Call call : spans.calls()) {
          if (call.type() == type && count++ % every == 0) {
            out.printf(Locale.ROOT, "%.3f %.4f%n", call.start(), Math.max(call.millis(), 0.01));
          }
        }
      }
      if (count > 0) {
        curves.add(
            "'%s' with points pt 7 ps 0.4 lc rgb '%s' title '%s'"
                .formatted(data, COLOUR_OF.get(type), type.word()));
      }
    }
    gnuplot("latency-raw", "Latency of each call", "ms", true, curves);
  }

  private void quantiles() throws IOException {
    Map<Long, Histogram> buckets = new TreeMap<>();
    for (Spans.Call call : spans.calls()) {
      if (call.type() == Operation.Type.OK) {
        buckets
            .computeIfAbsent(
                (long) (call.start() / BUCKET_SECONDS), b -> new Histogram(HIGHEST_MICROS, 2))
            .recordValue(Math.clamp((long) (call.millis() * 1e3), 1, HIGHEST_MICROS));
      }
    }
    List<String> curves = new ArrayList<>();
    for (int i = 0; i < QUANTILES.length; i++) {
      Path data = directory.resolve("quantile-%.0f.data".formatted(QUANTILES[i]));
      try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(data))) {
        for (Map.Entry<Long, Histogram> bucket : buckets.entrySet()) {
          out.printf(
              Locale.ROOT,
              "%.1f %.3f%n",
              (bucket.getKey() + 0.5) * BUCKET_SECONDS,
              bucket.getValue().getValueAtPercentile(QUANTILES[i]) / 1e3);
        }
      }
      curves.add(
          "'%s' with linespoints pt 7 ps 0.4 lw 1.5 lc rgb '%s' title '%s'"
              .formatted(
                  data, COLOURS[i], QUANTILES[i] == 100 ? "max" : "p%.0f".formatted(QUANTILES[i])));
    }
    gnuplot("latency-quantiles", "Latency of answered calls", "ms", true, curves);
  }

  private void rate() throws IOException {
    Map<Operation.Type, Map<Long, Long>> counts = new TreeMap<>();
    for (Spans.Call call : spans.calls()) {
      counts
          .computeIfAbsent(call.type(), type -> new TreeMap<>())
          .merge((long) call.start(), 1L, Long::sum);
    }
    List<String> curves = new ArrayList<>();
    for (Map.Entry<Operation.Type, Map<Long, Long>> of : counts.entrySet()) {
      Path data = directory.resolve("rate-%s.data".formatted(of.getKey().word()));
      try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(data))) {
        for (long second = 0; second <= (long) spans.seconds(); second++) {
          out.printf("%d %d%n", second, of.getValue().getOrDefault(second, 0L));
        }
      }
      curves.add(
          "'%s' with lines lw 1.5 lc rgb '%s' title '%s'"
              .formatted(data, COLOUR_OF.get(of.getKey()), of.getKey().word()));
    }
    gnuplot("rate", "Calls by what came of them", "calls/s", false, curves);
  }

  private void gnuplot(
      String name, String title, String unit, boolean logarithmic, List<String> curves)
      throws IOException {
    StringBuilder script = new StringBuilder();
    script.append("set terminal pngcairo size 1400,560 font 'sans,11'\n");
    script.append("set output '%s'\n".formatted(directory.resolve(name + ".png")));
    script.append("set title '%s'\nset xlabel 's'\nset ylabel '%s'\n".formatted(title, unit));
    script.append("set key outside top right\nset grid lc rgb '#dddddd'\n");
    script.append(
        String.format(Locale.ROOT, "set xrange [0:%.1f]\n", Math.max(1, spans.seconds())));
    script.append(logarithmic ? "set logscale y\n" : "set yrange [0:*]\n");
    for (Spans.Fault fault : spans.faults()) {
      script.append(
          String.format(
              Locale.ROOT,
              "set object rectangle from %.2f, graph 0 to %.2f, graph 1 behind fc rgb '#f3d9d9' fs"
                  + " solid noborder%n",
              fault.start(),
              fault.end()));
      script.append(
          String.format(
              Locale.ROOT,
              "set label '%s' at %.2f, graph 0.98 rotate by 90 right font 'sans,7' tc rgb"
                  + " '#aa5555' front%n",
              fault.name(),
              fault.start() + (fault.end() - fault.start()) / 2));
    }
    if (curves.isEmpty()) {
      return;
    }
    script.append("plot ").append(String.join(", ", curves)).append('\n');
    Path file = Files.writeString(directory.resolve(name + ".gnuplot"), script);
    Shell.run("gnuplot", file.toString());
  }
}

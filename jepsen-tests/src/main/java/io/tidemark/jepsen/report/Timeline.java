package io.tidemark.jepsen.report;

import io.tidemark.jepsen.history.Operation;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What happened when, a lane for each node, as a page of its own. */
final class Timeline {
  private static final int PIXELS_PER_SECOND = 12;
  private static final int LANE = 70;
  private static final int LEFT = 60;

  private Timeline() {}

  static String page(Spans spans, String title) {
    StringBuilder svg = new StringBuilder();
    List<String> nodes =
        List.copyOf(new TreeSet<>(spans.calls().stream().map(Spans.Call::node).toList()));
    int width = LEFT + (int) (spans.seconds() * PIXELS_PER_SECOND) + 20;
    int height = LANE * (nodes.size() + 1) + 20;
    svg.append(
        "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d'>".formatted(width, height));
    for (Spans.Fault fault : spans.faults()) {
      fault(svg, fault, nodes, height);
    }
    for (int i = 0; i < nodes.size(); i++) {
      lane(svg, spans, nodes.get(i), LANE * (i + 1));
    }
    for (int second = 0; second <= spans.seconds(); second += 10) {
      svg.append(
          "<text x='%d' y='%d' class='tick'>%d s</text>"
              .formatted(LEFT + second * PIXELS_PER_SECOND, height - 4, second));
    }
    svg.append("</svg>");
    return Page.of(
        title,
        """
        <p>Each lane is a node: green are calls that were answered, red calls that were refused, orange calls of
        which nobody knows. Bands are faults, darker until their cause was gone, lighter until every node served
        again; the nodes that a fault hurt are shaded. Point at a band to read its name.</p>
        <div class='wide'>%s</div>
        <p><a href='./'>back</a></p>
        """
            .formatted(svg));
  }

  private static void fault(StringBuilder svg, Spans.Fault fault, List<String> nodes, int height) {
    band(svg, fault, fault.start(), fault.end(), 0, height - 20, "after");
    band(svg, fault, fault.start(), fault.healed(), 0, LANE - 30, "cause");
    for (String node : fault.nodes().split(" ", -1)) {
      int lane = nodes.indexOf(node);
      if (lane >= 0) {
        band(svg, fault, fault.start(), fault.end(), LANE * (lane + 1), LANE - 10, "hurt");
      }
    }
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x='%.1f' y='%d' class='fault'>%s</text>",
            LEFT + fault.start() * PIXELS_PER_SECOND + 2,
            LANE - 16,
            fault.name()));
  }

  private static void band(
      StringBuilder svg,
      Spans.Fault fault,
      double from,
      double to,
      int top,
      int height,
      String kind) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x='%.1f' y='%d' width='%.1f' height='%d' class='%s'><title>%s (%s) %.1f s to"
                + " %.1f s, served again at %.1f s</title></rect>",
            LEFT + from * PIXELS_PER_SECOND,
            top,
            Math.max(1, (to - from) * PIXELS_PER_SECOND),
            height,
            kind,
            fault.name(),
            fault.nodes(),
            fault.start(),
            fault.healed(),
            fault.end()));
  }

  private static void lane(StringBuilder svg, Spans spans, String node, int top) {
    svg.append("<text x='4' y='%d' class='node'>%s</text>".formatted(top + LANE / 2, node));
    Map<Long, Map<Operation.Type, Integer>> quarters = new TreeMap<>();
    int most = 1;
    for (Spans.Call call : spans.calls()) {
      if (call.node().equals(node)) {
        int count =
            quarters
                .computeIfAbsent((long) (call.start() * 4), q -> new TreeMap<>())
                .merge(call.type(), 1, Integer::sum);
        most = Math.max(most, count);
      }
    }
    for (Map.Entry<Long, Map<Operation.Type, Integer>> quarter : quarters.entrySet()) {
      double y = top + LANE - 10;
      for (Map.Entry<Operation.Type, Integer> count : quarter.getValue().entrySet()) {
        double high = Math.max(1, (LANE - 14.0) * count.getValue() / most);
        y -= high;
        svg.append(
            String.format(
                Locale.ROOT,
                "<rect x='%.1f' y='%.1f' width='2.4' height='%.1f' class='%s'><title>%d %s at %.2f"
                    + " s</title></rect>",
                LEFT + quarter.getKey() / 4.0 * PIXELS_PER_SECOND,
                Math.max(top, y),
                high,
                count.getKey().word(),
                count.getValue(),
                count.getKey().word(),
                quarter.getKey() / 4.0));
      }
    }
  }
}

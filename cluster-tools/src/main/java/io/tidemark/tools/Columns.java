package io.tidemark.tools;

import java.util.ArrayList;
import java.util.List;

/** Text in columns, as wide as their widest cell. */
final class Columns {
  /** Stands in a cell of which nothing is known. */
  static final String NOTHING = "-";

  private static final String GAP = "  ";

  private Columns() {}

  /**
   * Lays out rows under a header, a line each; no line ends in blanks.
   *
   * @param rows each as long as the header
   */
  static String aligned(List<String> header, List<List<String>> rows) {
    List<List<String>> all = new ArrayList<>();
    all.add(header);
    all.addAll(rows);
    StringBuilder text = new StringBuilder();
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < header.size(); column++) {
        String cell = row.get(column);
        line.append(cell).repeat(' ', width(all, column) - cell.length()).append(GAP);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  /** For {@code cut} and {@code awk}: tabs between, no header. */
  static String tabbed(List<List<String>> rows) {
    StringBuilder lines = new StringBuilder();
    rows.forEach(row -> lines.append(String.join("\t", row)).append('\n'));
    return lines.toString();
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}

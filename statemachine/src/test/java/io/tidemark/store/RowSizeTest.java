package io.tidemark.store;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.ClusterRecord;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.Kind;
import io.tidemark.core.LineKey;
import io.tidemark.core.LineRecord;
import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.PeriodLabel;
import io.tidemark.core.RangeKey;
import io.tidemark.core.RangeRecord;
import io.tidemark.core.SequenceRule;
import io.tidemark.core.Tables;
import io.tidemark.core.TenantId;
import io.tidemark.core.TimeWindow;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The limit of rows must be reached before the map is full. */
final class RowSizeTest {

  private static final int ROWS = 20_000;

  @TempDir Path directory;

  @Test
  void a_map_for_the_limit_of_rows_has_room_for_the_largest_rows_twice() {
    long largest = bytesPerRow(RowSizeTest::largestNamespace);
    System.out.printf("MEASURED namespace_row_bytes_max=%d%n", largest);
    System.out.printf("MEASURED line_row_bytes=%d%n", bytesPerRow(RowSizeTest::line));
    System.out.printf("MEASURED range_row_bytes=%d%n", bytesPerRow(RowSizeTest::range));
    assertTrue(
        2 * largest * ClusterRecord.ROWS_MAX_DEFAULT
            <= LmdbStore.mapBytesFor(ClusterRecord.ROWS_MAX_DEFAULT),
        largest + " bytes a row");
  }

  private interface Row {
    void put(Tables tables, int number);
  }

  private long bytesPerRow(Row row) {
    Path home = directory.resolve(Integer.toHexString(row.hashCode()));
    try (LmdbStore store = LmdbStore.openEmpty(home, 1L << 30)) {
      long before = store.mapUsedBytes();
      for (int first = 0; first < ROWS; first += 1_000) {
        int from = first;
        store.writeOnly(
            tables -> {
              for (int i = from; i < from + 1_000; i++) {
                row.put(tables, i);
              }
            });
      }
      return (store.mapUsedBytes() - before) / ROWS;
    }
  }

  private static void largestNamespace(Tables tables, int number) {
    // Three bytes of UTF-8 for each character.
    String description = "\u20ac".repeat(NamespaceRule.TEXT_LENGTH_MAX);
    TreeMap<String, String> labels = new TreeMap<>();
    int left = NamespaceRule.TEXTS_LENGTH_MAX - description.length();
    for (int i = 0; left > 0; i++) {
      String name = "label-%02d".formatted(i);
      int length = Math.min(NamespaceRule.TEXT_LENGTH_MAX, left);
      labels.put(name, "\u20ac".repeat(length));
      left -= length;
    }
    NamespaceRule rule =
        new NamespaceRule(Kind.SEQUENCE, SequenceRule.DEFAULT, description, labels);
    NamespaceName name = new NamespaceName("n".repeat(50) + number);
    NamespaceKey key = new NamespaceKey(TenantId.DEFAULT, name);
    tables
        .namespaces()
        .put(
            key,
            new NamespaceRecord(
                key.tenant(),
                name,
                Long.MAX_VALUE - number,
                Long.MAX_VALUE,
                rule,
                true,
                false,
                Long.MAX_VALUE,
                IncarnationNumber.NONE,
                Long.MAX_VALUE));
  }

  private static void line(Tables tables, int number) {
    tables
        .lines()
        .put(
            new LineKey(TenantId.DEFAULT, number + 1, new PeriodLabel("2026-11-22")),
            new LineRecord(
                1L << 40,
                1L << 40,
                256,
                1L << 40,
                new IncarnationNumber(100_000),
                new TimeWindow(1L << 41, (1L << 41) + 1)));
  }

  private static void range(Tables tables, int number) {
    LineKey line = new LineKey(TenantId.DEFAULT, number / 256 + 1, new PeriodLabel("2026-11-22"));
    tables
        .ranges()
        .put(
            new RangeKey(line, number * 1_000L),
            new RangeRecord(number * 1_000L + 1_000, new IncarnationNumber(100_000), 1L << 41, -1));
  }
}

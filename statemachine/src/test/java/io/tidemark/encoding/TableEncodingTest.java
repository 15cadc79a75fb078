package io.tidemark.encoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.ClusterRecord;
import io.tidemark.core.Kind;
import io.tidemark.core.LineKey;
import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.PeriodLabel;
import io.tidemark.core.RangeKey;
import io.tidemark.core.TenantId;
import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class TableEncodingTest {

  @Property
  void rows_are_read_as_they_were_written(@ForAll long seed) {
    AnyValue any = new AnyValue(seed);
    checkRow(TableEncoding.NAMESPACES, any.namespaceKey(), any.namespaceRecord());
    checkRow(TableEncoding.LINES, any.lineKey(), any.lineRecord());
    checkRow(TableEncoding.RANGES, any.rangeKey(), any.rangeRecord());
    checkRow(TableEncoding.INCARNATIONS, any.incarnation(), any.incarnationRecord());
    checkRow(TableEncoding.WORKERS, any.worker(), any.workerRecord());
    ClusterRecord cluster = any.clusterRecord();
    assertEquals(cluster, RecordEncoding.decodeCluster(RecordEncoding.encode(cluster)));
  }

  @Property(tries = 5_000)
  void the_order_of_the_bytes_is_the_order_of_the_keys(@ForAll long seed) {
    AnyValue any = new AnyValue(seed);
    checkOrder(TableEncoding.NAMESPACES, any, AnyValue::namespaceKey);
    checkOrder(TableEncoding.LINES, any, AnyValue::lineKey);
    checkOrder(TableEncoding.RANGES, any, AnyValue::rangeKey);
    checkOrder(TableEncoding.INCARNATIONS, any, AnyValue::incarnation);
    checkOrder(TableEncoding.WORKERS, any, AnyValue::worker);
  }

  @Test
  void a_name_sorts_before_the_names_that_it_begins() {
    byte[] shorter = key("a", "z");
    byte[] longer = key("a-b", "a");
    assertTrue(Arrays.compareUnsigned(shorter, longer) < 0);
  }

  @Test
  void the_longest_key_is_within_the_bound() {
    LineKey line =
        new LineKey(new TenantId("t".repeat(63)), Long.MAX_VALUE, new PeriodLabel("p".repeat(32)));
    assertTrue(
        TableEncoding.RANGES.encodeKey(new RangeKey(line, Long.MAX_VALUE)).length
            <= TableEncoding.KEY_BYTES_MAX);
    assertEquals(TableEncoding.KEY_BYTES_MAX, key("t".repeat(63), "n".repeat(63)).length);
  }

  @Test
  void no_tenant_can_take_the_place_of_the_cluster() {
    assertEquals(0, TableEncoding.INCARNATIONS.encodeKey(Samples.INCARNATION)[0]);
    assertEquals(0, TableEncoding.WORKERS.encodeKey(Samples.WORKER)[0]);
    assertEquals(0, RecordEncoding.clusterKey()[0]);
    assertThrows(IllegalArgumentException.class, () -> new TenantId(""));
    assertNotEquals(0, key("0", "a")[0]);
  }

  @Test
  void labels_are_written_in_one_order_whatever_the_order_of_the_map() {
    SortedMap<String, String> reversed = new TreeMap<>(Collections.reverseOrder());
    reversed.put("a", "1");
    reversed.put("b", "2");
    NamespaceRule rule = new NamespaceRule(Kind.UUID7, null, "", reversed);
    NamespaceRule same = new NamespaceRule(Kind.UUID7, null, "", new TreeMap<>(rule.labels()));
    assertEquals(rule, same);
    assertArrayEquals(
        TableEncoding.NAMESPACES.encode(withRule(rule)),
        TableEncoding.NAMESPACES.encode(withRule(same)));
  }

  private static NamespaceRecord withRule(NamespaceRule rule) {
    return new NamespaceRecord(
        Samples.TENANT, Samples.ORDERS, 1, 1, rule, false, false, 0, Samples.INCARNATION, 0);
  }

  private static byte[] key(String tenant, String name) {
    return TableEncoding.NAMESPACES.encodeKey(
        new NamespaceKey(new TenantId(tenant), new NamespaceName(name)));
  }

  private static <K extends Comparable<? super K>, V> void checkRow(
      TableEncoding<K, V> encoding, K key, V record) {
    byte[] keyBytes = encoding.encodeKey(key);
    assertEquals(key, encoding.decodeKey(keyBytes));
    assertTrue(keyBytes.length <= TableEncoding.KEY_BYTES_MAX);
    byte[] recordBytes = encoding.encode(record);
    assertEquals(record, encoding.decode(recordBytes));
    assertArrayEquals(recordBytes, encoding.encode(encoding.decode(recordBytes)));
  }

  private static <K extends Comparable<? super K>> void checkOrder(
      TableEncoding<K, ?> encoding, AnyValue any, Function<AnyValue, K> keys) {
    K one = keys.apply(any);
    K other = keys.apply(any);
    assertEquals(
        Integer.signum(one.compareTo(other)),
        Integer.signum(Arrays.compareUnsigned(encoding.encodeKey(one), encoding.encodeKey(other))));
  }
}

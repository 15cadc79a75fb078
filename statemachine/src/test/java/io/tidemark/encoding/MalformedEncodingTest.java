package io.tidemark.encoding;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.fail;

import io.tidemark.core.Entry;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the bytes are, a reader gives a value or throws {@link EncodingException}. */
final class MalformedEncodingTest {

  private static final List<Function<byte[], ?>> READERS =
      List.of(
          EntryEncoding::decode,
          ReplyEncoding::decode,
          RecordEncoding::decodeCluster,
          TableEncoding.NAMESPACES::decode,
          TableEncoding.LINES::decode,
          TableEncoding.RANGES::decode,
          TableEncoding.INCARNATIONS::decode,
          TableEncoding.WORKERS::decode,
          TableEncoding.NAMESPACES::decodeKey,
          TableEncoding.LINES::decodeKey,
          TableEncoding.RANGES::decodeKey,
          TableEncoding.INCARNATIONS::decodeKey,
          TableEncoding.WORKERS::decodeKey);

  @Property(tries = 5_000)
  void any_bytes_give_a_value_or_an_encoding_exception(@ForAll byte[] bytes) {
    readByAll(bytes);
  }

  @Property(tries = 5_000)
  void damaged_entries_give_a_value_or_an_encoding_exception(
      @ForAll long seed, @ForAll long damage) {
    readByAll(Bytes.damage(EntryEncoding.encode(new AnyValue(seed).entry()), damage));
  }

  @Property(tries = 5_000)
  void damaged_replies_give_a_value_or_an_encoding_exception(
      @ForAll long seed, @ForAll long damage) {
    readByAll(Bytes.damage(ReplyEncoding.encode(new AnyValue(seed).replies()), damage));
  }

  @Property(tries = 2_000)
  void damaged_records_and_keys_give_a_value_or_an_encoding_exception(
      @ForAll long seed, @ForAll long damage) {
    AnyValue any = new AnyValue(seed);
    readByAll(Bytes.damage(RecordEncoding.encode(any.clusterRecord()), damage));
    readByAll(Bytes.damage(TableEncoding.NAMESPACES.encode(any.namespaceRecord()), damage));
    readByAll(Bytes.damage(TableEncoding.RANGES.encodeKey(any.rangeKey()), damage));
    readByAll(Bytes.damage(TableEncoding.WORKERS.encodeKey(any.worker()), damage));
  }

  @Test
  void an_entry_that_was_cut_off_anywhere_is_refused() {
    byte[] bytes =
        EntryEncoding.encode(
            new Entry(Samples.commands().stream().map(Samples::envelope).toList()));
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThrows(MalformedEncodingException.class, () -> EntryEncoding.decode(cut));
    }
  }

  @Test
  void bytes_after_the_end_are_refused() {
    byte[] bytes = EntryEncoding.encode(new Entry(List.of()));
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThrows(MalformedEncodingException.class, () -> EntryEncoding.decode(longer));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "82019affffffff", // a list that claims 4 billion envelopes
        "82019b7fffffffffffffff", // and one of 2^63
        "82019bffffffffffffffff", // and one of 2^64
        "82018189", // an envelope without fields
        "8201818a7affffffff", // text that claims 4 GiB
        "8201818a7b7fffffffffffffff", // and of 8 EiB
        "82015bffffffffffffffff", // bytes that claim 16 EiB
        "821bffffffffffffffff80", // version 2^64
        "82c249010000000000000000ff80", // version as a big number
        "8200f6", // version 0
        "822080", // version -1
        "82f93c0080", // version 1.0
        "82613180", // version "1"
        "8201f6", // null where a list should be
        "8201a0", // a map where a list should be
        "a20101", // a map
        "9f01", // an array without end
        "ff", // an end without array
        "", // nothing
        "80" // an array of nothing
      })
  void bytes_made_to_hurt_are_refused_without_taking_memory_or_time(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> assertThrows(MalformedEncodingException.class, () -> EntryEncoding.decode(bytes)));
  }

  @Test
  void arrays_nested_without_end_are_refused_without_a_deep_stack() {
    byte[] nested = new byte[EntryEncoding.ENTRY_BYTES_MAX];
    Arrays.fill(nested, (byte) 0x81);
    assertThrows(MalformedEncodingException.class, () -> EntryEncoding.decode(nested));
    // The same where it would be passed over, as a field of a later version.
    nested[0] = (byte) 0x83;
    nested[1] = 0x01;
    nested[2] = (byte) 0x80;
    assertThrows(MalformedEncodingException.class, () -> EntryEncoding.decode(nested));
  }

  private static void readByAll(byte[] bytes) {
    for (Function<byte[], ?> reader : READERS) {
      try {
        if (reader.apply(bytes) == null) {
          fail("a reader gave null");
        }
      } catch (EncodingException expected) {
        // One of the two things that a reader may do; any other exception fails the test.
      }
    }
  }
}

package io.tidemark.encoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.Command;
import io.tidemark.core.Entry;
import io.tidemark.core.Envelope;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class EntryEncodingTest {

  @Property
  void an_entry_is_read_as_it_was_written(@ForAll long seed) {
    Entry entry = new AnyValue(seed).entry();
    assertEquals(entry, EntryEncoding.decode(EntryEncoding.encode(entry)));
  }

  @Property(tries = 200)
  void the_same_entry_gives_the_same_bytes(@ForAll long seed) {
    byte[] bytes = EntryEncoding.encode(new AnyValue(seed).entry());
    assertArrayEquals(bytes, EntryEncoding.encode(new AnyValue(seed).entry()));
    assertArrayEquals(bytes, EntryEncoding.encode(EntryEncoding.decode(bytes)));
  }

  @Test
  void an_entry_of_a_later_version_is_refused_with_the_way_out() {
    byte[] later = CborWriter.encode(out -> out.array(3).number(2).array(0).end().flag(true).end());
    UnsupportedVersionException refused =
        assertThrows(UnsupportedVersionException.class, () -> EntryEncoding.decode(later));
    assertEquals(
        "an entry has format version 2, this node knows up to 1; upgrade this node",
        refused.getMessage());
  }

  @Test
  void fields_that_a_later_version_appended_are_passed_over() {
    Entry entry = new Entry(List.of(Samples.envelope(new Command.ReportClock())));
    byte[] appended =
        CborWriter.encode(
            out ->
                out.array(3)
                    .number(1)
                    .array(1)
                    .array(11)
                    .text("n3")
                    .number(77)
                    .number(1_800_000_000_001L)
                    .number(-1_234_567_890_123L)
                    .text("acme")
                    .text("alice@example.com")
                    .text("req-01")
                    .number(1)
                    .array(2)
                    .text("clock")
                    .text("a field of the command")
                    .end()
                    .text("a field of the envelope")
                    .array(1)
                    .array(1)
                    .nothing()
                    .end()
                    .end()
                    .end()
                    .end()
                    .text("a field of the entry")
                    .end());
    assertEquals(entry, EntryEncoding.decode(appended));
  }

  @Test
  void a_word_for_a_value_that_this_version_does_not_know_is_no_guess() {
    byte[] bytes =
        EntryEncoding.encode(
            new Entry(Samples.commands().stream().map(Samples::envelope).toList()));
    for (String word : List.of("uuid7", "range", "absent", "worker")) {
      assertThrows(
          UnsupportedVersionException.class,
          () -> EntryEncoding.decode(Bytes.replaceText(bytes, word, "z".repeat(word.length()))));
    }
  }

  @Test
  void an_entry_over_a_limit_is_not_written() {
    Envelope envelope = Samples.envelope(new Command.ReportClock());
    List<Envelope> most = Collections.nCopies(EntryEncoding.ENVELOPES_MAX, envelope);
    assertEquals(most, EntryEncoding.decode(EntryEncoding.encode(new Entry(most))).envelopes());
    List<Envelope> tooMany = Collections.nCopies(EntryEncoding.ENVELOPES_MAX + 1, envelope);
    assertThrows(IllegalArgumentException.class, () -> EntryEncoding.encode(new Entry(tooMany)));
    Envelope long1 =
        Samples.envelope(
            new Command.RegisterIncarnation("x".repeat(EntryEncoding.ENTRY_BYTES_MAX)));
    assertThrows(
        IllegalArgumentException.class, () -> EntryEncoding.encode(new Entry(List.of(long1))));
  }

  @Test
  void an_entry_over_a_limit_is_not_read() {
    assertThrows(
        MalformedEncodingException.class,
        () -> EntryEncoding.decode(new byte[EntryEncoding.ENTRY_BYTES_MAX + 1]));
  }

  @Test
  void an_unrecognized_command_can_be_read_but_never_written() {
    Entry entry = new Entry(List.of(Samples.envelope(new Command.Unrecognized("teleport"))));
    assertThrows(IllegalArgumentException.class, () -> EntryEncoding.encode(entry));
  }

  @Test
  void text_that_utf_8_cannot_carry_is_still_readable_by_every_node() {
    Entry entry = new Entry(List.of(Samples.envelope(new Command.RegisterIncarnation("a\ud800b"))));
    Command read = EntryEncoding.decode(EntryEncoding.encode(entry)).envelopes().get(0).command();
    assertEquals(new Command.RegisterIncarnation("a?b"), read);
  }

  @Test
  void a_thousand_envelopes_stay_far_below_the_limit() {
    List<Envelope> envelopes =
        Stream.generate(() -> Samples.commands().get(2))
            .limit(1_000)
            .map(Samples::envelope)
            .toList();
    assertTrue(EntryEncoding.encode(new Entry(envelopes)).length < 110_000);
  }
}

package io.tidemark.encoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.core.Outcome;
import io.tidemark.core.RejectionReason;
import io.tidemark.core.Reply;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class ReplyEncodingTest {

  @Property
  void replies_are_read_as_they_were_written(@ForAll long seed) {
    List<Reply> replies = new AnyValue(seed).replies();
    byte[] bytes = ReplyEncoding.encode(replies);
    assertEquals(replies, ReplyEncoding.decode(bytes));
    assertArrayEquals(bytes, ReplyEncoding.encode(new AnyValue(seed).replies()));
  }

  @Test
  void an_outcome_of_a_later_version_is_refused_with_the_way_out() {
    byte[] bytes =
        Bytes.replaceText(
            ReplyEncoding.encode(List.of(Samples.reply(new Outcome.RangeSealed()))),
            "sealed",
            "melted");
    UnsupportedVersionException refused =
        assertThrows(UnsupportedVersionException.class, () -> ReplyEncoding.decode(bytes));
    assertEquals(
        "outcome 'melted' is not known to this node; it was written by a later version; upgrade"
            + " this node",
        refused.getMessage());
  }

  @Test
  void a_rejection_reason_of_a_later_version_is_refused() {
    Outcome rejected = Outcome.Rejected.of(RejectionReason.NOT_OWNER, "no");
    byte[] bytes =
        Bytes.replaceText(
            ReplyEncoding.encode(List.of(Samples.reply(rejected))), "not_owner", "not_today");
    assertThrows(UnsupportedVersionException.class, () -> ReplyEncoding.decode(bytes));
  }
}

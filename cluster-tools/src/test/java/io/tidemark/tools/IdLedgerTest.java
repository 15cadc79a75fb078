package io.tidemark.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.tools.IdLedger.Entry;
import org.junit.jupiter.api.Test;

final class IdLedgerTest {
  private static final int IDS = 200_000;

  @Test
  void everyRepetitionIsFoundHoweverManyCameBetween() {
    IdLedger ledger = new IdLedger(IDS);
    for (int i = 0; i < IDS; i++) {
      assertEquals(Entry.NEW, ledger.add("id-" + i));
    }
    assertEquals(IDS, ledger.size());
    for (int i = 0; i < IDS; i += 97) {
      // Full or not, it may not be taken for a new one.
      assertEquals(Entry.FULL, ledger.add("id-" + i));
    }
    IdLedger roomy = new IdLedger(IDS + 1);
    for (int i = 0; i < IDS; i++) {
      roomy.add("id-" + i);
    }
    for (int i = 0; i < IDS; i += 97) {
      assertEquals(Entry.REPEATED, roomy.add("id-" + i));
    }
    assertEquals(IDS, roomy.size());
    assertEquals(Entry.NEW, roomy.add("other"));
    assertEquals(Entry.FULL, roomy.add("one more"));
  }
}

package io.tidemark.jepsen.checker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.jepsen.checker.Verdict.Validity;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The search for an order finds one where there is one, and only there. */
final class WingGongTest {

  private static HistoryBuilder history() {
    return new HistoryBuilder();
  }

  private static void expect(Validity expected, HistoryBuilder history) {
    Verdict verdict = history.judgedBy(new Linearizable());
    assertEquals(expected, verdict.validity(), verdict::toString);
  }

  private static HistoryBuilder write(
      HistoryBuilder history, int process, String text, long generation) {
    return history
        .invoke(process, "n1", "write", "{'key':'k','text':'%s'}".formatted(text))
        .ok(
            process,
            "n1",
            "write",
            "{'key':'k','text':'%s','generation':%d}".formatted(text, generation));
  }

  private static HistoryBuilder read(
      HistoryBuilder history, int process, String text, long generation) {
    return history
        .invoke(process, "n2", "read", "{'key':'k'}")
        .ok(
            process,
            "n2",
            "read",
            "{'key':'k','text':'%s','generation':%d}".formatted(text, generation));
  }

  @Test
  void aReadSeesTheLastChange() {
    expect(Validity.VALID, read(write(write(history(), 0, "a", 1), 0, "b", 2), 1, "b", 2));
    expect(Validity.INVALID, read(write(write(history(), 0, "a", 1), 0, "b", 2), 1, "a", 1));
  }

  @Test
  void aReadDuringAChangeMaySeeEither() {
    for (String seen : List.of("a", "b")) {
      HistoryBuilder open =
          write(history(), 0, "a", 1).invoke(0, "n1", "write", "{'key':'k','text':'b'}");
      read(open, 1, seen, seen.equals("a") ? 1 : 2)
          .ok(0, "n1", "write", "{'key':'k','text':'b','generation':2}");
      expect(Validity.VALID, open);
    }
  }

  @Test
  void twoReadsDuringAChangeDoNotGoBack() {
    HistoryBuilder open =
        write(history(), 0, "a", 1).invoke(0, "n1", "write", "{'key':'k','text':'b'}");
    read(read(open, 1, "b", 2), 2, "a", 1)
        .ok(0, "n1", "write", "{'key':'k','text':'b','generation':2}");
    expect(Validity.INVALID, open);
  }

  @Test
  void aChangeThatNobodyAnsweredMayTakeEffectAtAnyTimeOrNever() {
    HistoryBuilder lost =
        write(history(), 0, "a", 1)
            .invoke(0, "n1", "write", "{'key':'k','text':'b'}")
            .info(0, "n1", "write", "{'key':'k','text':'b'}");
    expect(Validity.VALID, read(read(lost, 1, "a", 1), 1, "b", 2));
  }

  /** As after a lost answer: whatever became of the first one, the second finds it or makes it. */
  @Test
  void whatIsWrittenAgainChangesNothingWhileItStands() {
    HistoryBuilder lost =
        write(history(), 0, "a", 1)
            .invoke(0, "n1", "write", "{'key':'k','text':'b'}")
            .info(0, "n1", "write", "{'key':'k','text':'b'}");
    expect(Validity.VALID, write(write(lost, 1, "b", 2), 2, "c", 3));
    expect(Validity.INVALID, write(write(write(history(), 0, "a", 1), 1, "a", 2), 2, "c", 3));
    expect(Validity.INVALID, write(write(write(history(), 0, "a", 1), 1, "b", 2), 2, "a", 1));
  }

  @Test
  void aChangeThatFailedTakesNoEffect() {
    HistoryBuilder failed =
        write(history(), 0, "a", 1)
            .invoke(0, "n1", "write", "{'key':'k','text':'b'}")
            .fail(0, "n1", "write", "{'key':'k','text':'b'}");
    expect(Validity.INVALID, read(failed, 1, "b", 2));
  }

  @Test
  void aComparisonHoldsOnlyForThePresentGeneration() {
    String asked = "{'key':'k','expected':1,'text':'b'}";
    expect(
        Validity.VALID,
        write(history(), 0, "a", 1)
            .invoke(1, "n2", "cas", asked)
            .ok(1, "n2", "cas", "{'key':'k','held':true,'text':'b','generation':2}"));
    expect(
        Validity.INVALID,
        write(write(history(), 0, "a", 1), 0, "c", 2)
            .invoke(1, "n2", "cas", asked)
            .ok(1, "n2", "cas", "{'key':'k','held':true,'text':'b','generation':2}"));
    expect(
        Validity.INVALID,
        write(history(), 0, "a", 1)
            .invoke(1, "n2", "cas", asked)
            .ok(1, "n2", "cas", "{'key':'k','held':false}"));
  }

  /** Histories of a real register, asked by several at once, always have an order. */
  @Test
  void whatARegisterAnsweredIsFoundLinearizable() {
    for (long seed = 0; seed < 50; seed++) {
      expect(Validity.VALID, simulated(new SplittableRandom(seed)));
    }
  }

  private static HistoryBuilder simulated(SplittableRandom random) {
    HistoryBuilder history = history();
    VersionedRegister register = VersionedRegister.NOTHING;
    int processes = 4;
    List<String> waiting = new ArrayList<>(java.util.Collections.nCopies(processes, ""));
    for (int step = 0; step < 120; step++) {
      int process = random.nextInt(processes);
      if (waiting.get(process).isEmpty()) {
        boolean writes = random.nextBoolean();
        history.invoke(
            process,
            "n1",
            writes ? "write" : "read",
            writes ? "{'key':'k','text':'t%d'}".formatted(step) : "{'key':'k'}");
        // It takes effect at once, and is answered later.
        register = writes ? new VersionedRegister(register.generation() + 1, "t" + step) : register;
        String answer =
            "{'key':'k','text':'%s','generation':%d}"
                .formatted(register.text(), register.generation());
        waiting.set(process, (writes ? "write" : "read") + answer);
      } else {
        String answer = waiting.get(process);
        int brace = answer.indexOf('{');
        history.ok(process, "n1", answer.substring(0, brace), answer.substring(brace));
        waiting.set(process, "");
      }
    }
    return history;
  }
}

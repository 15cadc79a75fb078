package io.tidemark.simulation;

import io.tidemark.core.Outcome;
import java.util.function.Consumer;

/** What a process does once it knows what became of a command, or has given up. */
interface Answer {

  /** Takes no notice. */
  Answer IGNORED = of(outcome -> {});

  void decided(Outcome outcome);

  /** Nobody knows whether the command was or will be applied. */
  void unknown();

  /** An answer that takes no notice of unknown outcomes. */
  static Answer of(Consumer<Outcome> onOutcome) {
    return of(onOutcome, () -> {});
  }

  static Answer of(Consumer<Outcome> onOutcome, Runnable onUnknown) {
    return new Answer() {
      @Override
      public void decided(Outcome outcome) {
        onOutcome.accept(outcome);
      }

      @Override
      public void unknown() {
        onUnknown.run();
      }
    };
  }
}

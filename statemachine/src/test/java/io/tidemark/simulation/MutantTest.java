package io.tidemark.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A judge that can't fail is worth nothing: every broken variant is noticed, by the right
 * invariant.
 */
class MutantTest {

  private static final int SEEDS_MAX = 2_000;
  private static final int SEEDS_FOR_HARMLESS = 200;
  private static final int FAILURES_SHOWN_MAX = 5;

  @ParameterizedTest
  @MethodSource("harmful")
  void a_broken_variant_is_noticed(Mutant mutant) {
    for (long seed = 1; seed <= SEEDS_MAX; seed++) {
      Run run = Run.of(seed, mutant);
      if (run.broken().equals(mutant.noticedBy())) {
        return;
      }
      run.failure()
          .ifPresent(
              failure ->
                  assertTrue(run.broken().filter(mutant.allowed()::contains).isPresent(), failure));
    }
    fail("%s was not noticed by %s".formatted(mutant, mutant.noticedBy()));
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void a_variant_that_does_no_harm_repeats_no_id(Mutant mutant) {
    List<String> failures =
        LongStream.rangeClosed(1, SEEDS_FOR_HARMLESS)
            .parallel()
            .mapToObj(seed -> Run.of(seed, mutant))
            .filter(run -> !run.broken().equals(Optional.of(Invariant.SERVES_AFTER_HEALING)))
            .flatMap(run -> run.failure().stream())
            .limit(FAILURES_SHOWN_MAX)
            .toList();
    assertEquals(List.of(), failures);
  }

  static Stream<Mutant> harmful() {
    return Stream.of(Mutant.values()).filter(mutant -> mutant.noticedBy().isPresent());
  }

  static Stream<Mutant> harmless() {
    return Stream.of(Mutant.values())
        .filter(mutant -> mutant.noticedBy().isEmpty() && mutant != Mutant.NONE);
  }
}

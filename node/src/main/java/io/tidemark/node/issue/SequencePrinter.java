package io.tidemark.node.issue;

import io.tidemark.layout.DecimalText;
import io.tidemark.period.Period;
import io.tidemark.template.Surroundings;
import io.tidemark.template.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Writes the values of a namespace's lines as its rule says. Safe for use by many threads. */
public final class SequencePrinter {

  private final @Nullable Template template;
  private final Permutations permutations;
  private final String node;
  private final long epoch;
  private final RandomBits random;

  /** Where a line's permutation comes from. */
  interface Permutations {
    /** The permutation of a period's line. */
    LongUnaryOperator of(@Nullable Period period);
  }

  SequencePrinter(
      @Nullable Template template,
      Permutations permutations,
      String node,
      long epoch,
      RandomBits random) {
    this.template = template;
    this.permutations = permutations;
    this.node = node;
    this.epoch = epoch;
    this.random = random;
  }

  /** The ID of a value. */
  public String print(@Nullable Period period, long value) {
    return printing(period).apply(value);
  }

  /** The IDs of values in a row of a range. */
  List<String> print(@Nullable Period period, List<RangePool.Block> blocks, int count) {
    LongFunction<String> printing = printing(period);
    List<String> ids = new ArrayList<>(count);
    for (RangePool.Block block : blocks) {
      for (long i = block.offset(); i < block.offset() + block.count(); i++) {
        ids.add(printing.apply(block.range().valueAt(i)));
      }
    }
    return ids;
  }

  private LongFunction<String> printing(@Nullable Period period) {
    Template compiled = template;
    if (compiled == null) {
      return DecimalText::format;
    }
    Surroundings around =
        new Around(compiled.isOpaque() ? permutations.of(period) : LongUnaryOperator.identity());
    return value -> compiled.print(period, value, around);
  }

  private final class Around implements Surroundings {

    private final LongUnaryOperator permutation;

    Around(LongUnaryOperator permutation) {
      this.permutation = permutation;
    }

    @Override
    public String node() {
      return node;
    }

    @Override
    public long epoch() {
      return epoch;
    }

    @Override
    public int random(int bound) {
      return Math.floorMod(random.next(), bound);
    }

    @Override
    public long permuted(long value) {
      return permutation.applyAsLong(value);
    }
  }
}

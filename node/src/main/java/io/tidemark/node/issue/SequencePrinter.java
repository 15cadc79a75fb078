package io.tidemark.node.issue;

import io.tidemark.layout.DecimalText;
import io.tidemark.node.opaque.Permutation;
import io.tidemark.node.opaque.SequenceKey;
import io.tidemark.node.service.IdText;
import io.tidemark.period.Period;
import io.tidemark.template.PrintedId;
import io.tidemark.template.Surroundings;
import io.tidemark.template.Template;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Writes the values of a namespace's lines as its rule says. Safe for use by many threads. */
public final class SequencePrinter {

  private final @Nullable Template template;
  private final @Nullable SequenceKey key;
  private final String node;
  private final long epoch;
  private final RandomBits random;

  SequencePrinter(
      @Nullable Template template,
      @Nullable SequenceKey key,
      String node,
      long epoch,
      RandomBits random) {
    this.template = template;
    this.key = key;
    this.node = node;
    this.epoch = epoch;
    this.random = random;
  }

  /** The ID of a value. */
  public String print(@Nullable Period period, long value) {
    return printing(period).apply(value);
  }

  /** Writes the IDs of values in a row of a range. */
  void print(@Nullable Period period, List<RangePool.Block> blocks, IdText text) {
    if (template == null) {
      for (RangePool.Block block : blocks) {
        printDecimal(block, text);
      }
    } else {
      LongFunction<String> printing = printing(period);
      for (RangePool.Block block : blocks) {
        for (long i = block.offset(); i < block.offset() + block.count(); i++) {
          text.add(printing.apply(block.range().valueAt(i)));
        }
      }
    }
    if (key == null && areConsecutive(blocks)) {
      text.markRun();
    }
  }

  private static void printDecimal(RangePool.Block block, IdText text) {
    for (long i = block.offset(); i < block.offset() + block.count(); i++) {
      int at = text.open(DecimalText.LENGTH_MAX);
      text.close(DecimalText.write(block.range().valueAt(i), text.array(), at));
    }
  }

  private static boolean areConsecutive(List<RangePool.Block> blocks) {
    for (int i = 1; i < blocks.size(); i++) {
      RangePool.Block before = blocks.get(i - 1);
      long next = before.range().valueAt(before.offset() + before.count());
      if (blocks.get(i).range().valueAt(blocks.get(i).offset()) != next) {
        return false;
      }
    }
    return true;
  }

  private LongFunction<String> printing(@Nullable Period period) {
    Template compiled = template;
    if (compiled == null) {
      return DecimalText::format;
    }
    Surroundings around = new Around(permutation(compiled, period));
    return value -> compiled.print(period, value, around);
  }

  /** The value that a printed ID stands for. */
  public long valueOf(PrintedId printed) {
    Template compiled = template;
    Permutation permutation =
        compiled == null ? null : permutation(compiled, printed.period().orElse(null));
    return permutation == null ? printed.number() : permutation.invert(printed.number());
  }

  /** For one thread; null if the values are printed as they are. */
  private @Nullable Permutation permutation(Template compiled, @Nullable Period period) {
    return key == null
        ? null
        : key.permutation(
            period == null ? "" : period.label(), compiled.base().radix(), compiled.width());
  }

  private final class Around implements Surroundings {

    private final @Nullable Permutation permutation;

    Around(@Nullable Permutation permutation) {
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
      if (permutation == null) {
        throw new IllegalStateException("unreachable: an opaque rule has a key");
      }
      return permutation.apply(value);
    }
  }
}

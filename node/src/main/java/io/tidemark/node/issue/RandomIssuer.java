package io.tidemark.node.issue;

import io.tidemark.core.Form;
import io.tidemark.core.Kind;
import io.tidemark.layout.NanoIdText;
import io.tidemark.layout.Uuid4Layout;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.IdText;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Issues {@code uuid4} and {@code nanoid}: unique by probability only, and held by nothing. Under a
 * namespace the rule must still be known to be in force, for which a live window of the process
 * stands.
 */
final class RandomIssuer implements Issuer {

  private final Kind kind;
  private final BiConsumer<RandomBits, IdText> printer;
  private final IssuingContext context;
  private final BooleanSupplier inForce;
  private final Replenishment replenishment;

  RandomIssuer(
      Kind kind,
      Form form,
      IssuingContext context,
      BooleanSupplier inForce,
      Replenishment replenishment) {
    this.kind = kind;
    this.printer = printer(kind, form);
    this.context = context;
    this.inForce = inForce;
    this.replenishment = replenishment;
  }

  private static BiConsumer<RandomBits, IdText> printer(Kind kind, Form form) {
    if (kind == Kind.UUID4 && form instanceof Form.Rendered(var rendering)) {
      return (random, text) ->
          StampPrinter.addUuid(
              rendering, Uuid4Layout.most(random.next()), Uuid4Layout.least(random.next()), text);
    }
    if (kind == Kind.NANOID) {
      return (random, text) -> text.add(NanoIdText.format(random.next(), random.next()));
    }
    throw new IllegalArgumentException("%s as %s is not random".formatted(kind, form));
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public @Nullable Answer<IdText> tryIssue(int count, IdText text) {
    if (!inForce.getAsBoolean()) {
      return null;
    }
    for (int i = 0; i < count; i++) {
      printer.accept(context.secure(), text);
    }
    context.metrics().issued(kind, count);
    return text.granted();
  }

  @Override
  public Answer<List<String>> issue(int count, long deadlineNanos) {
    return replenishment.await(() -> tryIssue(count), deadlineNanos);
  }
}

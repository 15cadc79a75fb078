package io.tidemark.node.issue;

import io.tidemark.core.Kind;
import io.tidemark.layout.Uuid4Layout;
import io.tidemark.layout.UuidText;
import io.tidemark.node.service.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Issues {@code uuid4}: unique by probability only, and held by nothing. Under a namespace the rule
 * must still be known to be in force, for which a live window of the process stands.
 */
final class RandomIssuer implements Issuer {

  private final IssuingContext context;
  private final BooleanSupplier inForce;
  private final Replenishment replenishment;

  RandomIssuer(IssuingContext context, BooleanSupplier inForce, Replenishment replenishment) {
    this.context = context;
    this.inForce = inForce;
    this.replenishment = replenishment;
  }

  @Override
  public Kind kind() {
    return Kind.UUID4;
  }

  @Override
  public @Nullable Answer<List<String>> tryIssue(int count) {
    if (!inForce.getAsBoolean()) {
      return null;
    }
    RandomBits random = context.secure();
    List<String> ids = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ids.add(UuidText.format(Uuid4Layout.most(random.next()), Uuid4Layout.least(random.next())));
    }
    context.metrics().issued(Kind.UUID4, count);
    return Answer.of(ids);
  }

  @Override
  public Answer<List<String>> issue(int count, long deadlineNanos) {
    return replenishment.await(() -> tryIssue(count), deadlineNanos);
  }
}

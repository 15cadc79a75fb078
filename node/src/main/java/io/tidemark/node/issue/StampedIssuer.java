package io.tidemark.node.issue;

import io.tidemark.core.Kind;
import io.tidemark.layout.StampCounter;
import io.tidemark.layout.UlidLayout;
import io.tidemark.layout.UlidText;
import io.tidemark.layout.Uuid7Layout;
import io.tidemark.layout.UuidText;
import io.tidemark.node.service.Answer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Issues {@code uuid7} or {@code ulid} from the process's time line. */
final class StampedIssuer implements Issuer {

  private final Kind kind;
  private final TimeLine line;
  private final IssuingContext context;
  private final int instance;

  StampedIssuer(Kind kind, TimeLine line, IssuingContext context) {
    if (kind != Kind.UUID7 && kind != Kind.ULID) {
      throw new IllegalArgumentException(kind + " is not stamped on a time line");
    }
    this.kind = kind;
    this.line = line;
    this.context = context;
    this.instance = context.instanceField().encode(context.incarnation().value());
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public @Nullable Answer<List<String>> tryIssue(int count) {
    long first = line.take(count);
    if (first < 0) {
      return null;
    }
    List<String> ids = new ArrayList<>(count);
    for (long stamp = first; stamp < first + count; stamp++) {
      ids.add(render(stamp));
    }
    context.metrics().issued(kind, count);
    return Answer.of(ids);
  }

  @Override
  public Answer<List<String>> issue(int count, long deadlineNanos) {
    return line.replenishment().await(() -> tryIssue(count), deadlineNanos);
  }

  private String render(long stamp) {
    StampCounter counter = line.counter();
    long millis = counter.tickOf(stamp);
    int within = counter.counterOf(stamp);
    long random = context.quick().next();
    return kind == Kind.UUID7
        ? UuidText.format(
            Uuid7Layout.most(millis, within), Uuid7Layout.least(within, instance, random))
        : UlidText.format(
            UlidLayout.most(millis, within), UlidLayout.least(within, instance, random));
  }
}

package io.tidemark.node.issue;

import io.tidemark.core.Form;
import io.tidemark.core.Kind;
import io.tidemark.core.NamespaceRule;
import io.tidemark.layout.StampCounter;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.IdText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Issues the kinds that are stamped on the process's time line. */
final class StampedIssuer implements Issuer {

  private final Kind kind;
  private final TimeLine line;
  private final TimeLine.Stamps stamps;
  private final StampPrinter printer;
  private final IssuingContext context;
  private final long endMillis;

  /** An issuer of a kind in its usual form. */
  StampedIssuer(Kind kind, TimeLine line, IssuingContext context) {
    this(kind, Form.standardOf(kind), line, context);
  }

  StampedIssuer(Kind kind, Form form, TimeLine line, IssuingContext context) {
    this.kind = kind;
    this.line = line;
    this.stamps = kind == Kind.OBJECTID ? line.seconds() : line.millis();
    this.printer = StampPrinter.of(kind, form, context);
    this.context = context;
    this.endMillis = NamespaceRule.of(kind, form).exhaustionMillis().orElse(Long.MAX_VALUE);
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public @Nullable Answer<IdText> tryIssue(int count, IdText text) {
    long first = stamps.take(count, endMillis);
    if (first < 0) {
      return first == TimeLine.KIND_ENDED ? Answer.denied(Supply.ended(endMillis)) : null;
    }
    StampCounter counter = stamps.counter();
    for (long stamp = first; stamp < first + count; stamp++) {
      printer.print(counter.tickOf(stamp), counter.counterOf(stamp), text);
    }
    context.metrics().issued(kind, count);
    return text.granted();
  }

  @Override
  public Answer<List<String>> issue(int count, long deadlineNanos) {
    return line.replenishment().await(() -> tryIssue(count), deadlineNanos);
  }

  @Override
  public long endMillis() {
    return endMillis;
  }
}

package io.tidemark.node.issue;

import io.tidemark.core.Kind;
import io.tidemark.layout.DecimalText;
import io.tidemark.layout.SnowflakeLayout;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.IdText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Issues snowflakes of one layout from the worker number that the process holds of its class. */
final class SnowflakeIssuer implements Issuer {

  private final Kind kind;
  private final SnowflakeLayout layout;
  private final WorkerLine line;
  private final IssuingContext context;
  private final long endMillis;

  SnowflakeIssuer(Kind kind, SnowflakeLayout layout, WorkerLine line, IssuingContext context) {
    this.kind = kind;
    this.layout = layout;
    this.line = line;
    this.context = context;
    this.endMillis = layout.exhaustion().toEpochMilli();
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public @Nullable Answer<IdText> tryIssue(int count, IdText text) {
    WorkerLine.Block block = line.take(layout, count);
    if (block == null) {
      return null;
    }
    if (block.isEnd()) {
      return Answer.denied(Supply.ended(endMillis));
    }
    for (long stamp = block.first(); stamp < block.first() + count; stamp++) {
      long tick = block.tickOf(stamp, layout);
      int sequence = block.counter().counterOf(stamp);
      long id = layout.encode(tick, block.worker(), sequence);
      int at = text.open(DecimalText.LENGTH_MAX);
      text.close(DecimalText.write(id, text.array(), at));
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

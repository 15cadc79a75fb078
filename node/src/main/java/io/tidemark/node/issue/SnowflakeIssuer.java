package io.tidemark.node.issue;

import io.tidemark.core.Kind;
import io.tidemark.layout.DecimalText;
import io.tidemark.layout.SnowflakeLayout;
import io.tidemark.layout.StampCounter;
import io.tidemark.node.service.Answer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Issues {@code snowflake} from the worker number that the process holds for the layout. */
final class SnowflakeIssuer implements Issuer {

  private final WorkerLine line;
  private final IssuingContext context;

  SnowflakeIssuer(WorkerLine line, IssuingContext context) {
    this.line = line;
    this.context = context;
  }

  @Override
  public Kind kind() {
    return Kind.SNOWFLAKE;
  }

  @Override
  public @Nullable Answer<List<String>> tryIssue(int count) {
    WorkerLine.Block block = line.take(count);
    if (block == null) {
      return null;
    }
    SnowflakeLayout layout = line.layout();
    StampCounter counter = line.counter();
    List<String> ids = new ArrayList<>(count);
    for (long stamp = block.first(); stamp < block.first() + count; stamp++) {
      long tick = counter.tickOf(stamp);
      ids.add(DecimalText.format(layout.encode(tick, block.worker(), counter.counterOf(stamp))));
    }
    context.metrics().issued(Kind.SNOWFLAKE, count);
    return Answer.of(ids);
  }

  @Override
  public Answer<List<String>> issue(int count, long deadlineNanos) {
    return line.replenishment().await(() -> tryIssue(count), deadlineNanos);
  }
}

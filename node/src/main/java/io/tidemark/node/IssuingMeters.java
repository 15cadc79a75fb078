package io.tidemark.node;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tidemark.core.Kind;
import io.tidemark.node.issue.IssuingMetrics;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Counts what is issued, and times what it waits for. */
final class IssuingMeters implements IssuingMetrics {

  private final Map<Kind, Counter> issued = new EnumMap<>(Kind.class);
  private final Map<Kind, Timer> granted = new EnumMap<>(Kind.class);
  private final Map<Kind, Timer> failed = new EnumMap<>(Kind.class);
  private final Map<Kind, Timer> waited = new EnumMap<>(Kind.class);
  private final Map<Kind, Counter> clockRefused = new EnumMap<>(Kind.class);

  IssuingMeters(MeterRegistry registry) {
    for (Kind kind : Kind.values()) {
      String name = kind.name().toLowerCase(Locale.ROOT);
      issued.put(
          kind,
          Counter.builder("tidemark.issued")
              .description("IDs handed out")
              .tag("kind", name)
              .register(registry));
      granted.put(kind, refill(registry, name, "granted"));
      failed.put(kind, refill(registry, name, "failed"));
      waited.put(
          kind,
          Timer.builder("tidemark.request.wait")
              .description("How long requests waited because not enough was held")
              .tag("kind", name)
              .register(registry));
      clockRefused.put(
          kind,
          Counter.builder("tidemark.clock.refusals")
              .description("Ranges and windows refused because of this node's clock")
              .tag("kind", name)
              .register(registry));
    }
  }

  private static Timer refill(MeterRegistry registry, String kind, String outcome) {
    return Timer.builder("tidemark.refill")
        .description("From asking for a range, window or worker number to its committed answer")
        .tag("kind", kind)
        .tag("outcome", outcome)
        .publishPercentiles(0.5, 0.99)
        .register(registry);
  }

  @Override
  public void issued(Kind kind, int count) {
    of(issued, kind).increment(count);
  }

  @Override
  public void replenished(Kind kind, long nanos, boolean committed) {
    of(committed ? granted : failed, kind).record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void clockRefused(Kind kind) {
    of(clockRefused, kind).increment();
  }

  @Override
  public void waited(Kind kind, long nanos) {
    of(waited, kind).record(nanos, TimeUnit.NANOSECONDS);
  }

  private static <M> M of(Map<Kind, M> meters, Kind kind) {
    M meter = meters.get(kind);
    if (meter == null) {
      throw new IllegalStateException("no meter for " + kind);
    }
    return meter;
  }
}

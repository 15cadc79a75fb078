package io.tidemark.core;

import io.tidemark.layout.SnowflakeLayout;
import java.util.Comparator;

/**
 * The class that a snowflake worker number belongs to. Numbers are shared by every layout with this
 * time unit and this number of worker bits, and never belong to a namespace.
 *
 * @param timeUnitMillis 1 to 1,000
 * @param workerBits 1 to 22
 */
public record WorkerClass(int timeUnitMillis, int workerBits) implements Comparable<WorkerClass> {

  /** The class of the default layout: milliseconds, 10 bits. */
  public static final WorkerClass DEFAULT = new WorkerClass(1, 10);

  /** The class of the worker numbers in a layout. */
  public static WorkerClass of(SnowflakeLayout layout) {
    return new WorkerClass(layout.timeUnitMillis(), layout.workerBits());
  }

  private static final Comparator<WorkerClass> ORDER =
      Comparator.comparingInt(WorkerClass::timeUnitMillis)
          .thenComparingInt(WorkerClass::workerBits);

  public WorkerClass {
    if (timeUnitMillis < 1 || timeUnitMillis > TimeWindow.UNIT_MILLIS_MAX) {
      throw new IllegalArgumentException(
          "time unit of %d ms is not within 1..1000".formatted(timeUnitMillis));
    }
    if (workerBits < 1 || workerBits > 22) {
      throw new IllegalArgumentException(
          "%d worker bits are not within 1..22".formatted(workerBits));
    }
  }

  /** How many numbers the class has. */
  public int size() {
    return 1 << workerBits;
  }

  @Override
  public int compareTo(WorkerClass other) {
    return ORDER.compare(this, other);
  }
}

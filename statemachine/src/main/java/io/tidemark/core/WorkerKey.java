package io.tidemark.core;

import java.util.Comparator;

/**
 * Key of a snowflake worker number: its class, then the number.
 *
 * @param number 0 to the class's size, exclusive
 */
public record WorkerKey(WorkerClass workerClass, int number) implements Comparable<WorkerKey> {

  private static final Comparator<WorkerKey> ORDER =
      Comparator.comparing(WorkerKey::workerClass).thenComparingInt(WorkerKey::number);

  public WorkerKey {
    if (number < 0 || number >= workerClass.size()) {
      throw new IllegalArgumentException(
          "worker %d is not within 0..%d".formatted(number, workerClass.size() - 1));
    }
  }

  @Override
  public int compareTo(WorkerKey other) {
    return ORDER.compare(this, other);
  }
}

package io.tidemark.simulation;

/**
 * A machine's clocks. Wall time jumps, drifts and steps back; monotonic time stands still while the
 * machine sleeps; boot time counts the sleep.
 */
final class SimulatedClock {

  private final Scheduler scheduler;
  private long offsetMillis;
  private long driftPartsPerMillion;
  private long driftSinceMillis;
  private long sleptMillis;

  SimulatedClock(Scheduler scheduler) {
    this.scheduler = scheduler;
    this.driftSinceMillis = scheduler.nowMillis();
  }

  long wallMillis() {
    return scheduler.nowMillis() + offsetMillis + driftedMillis();
  }

  long monotonicMillis() {
    return scheduler.nowMillis() - sleptMillis;
  }

  long bootMillis() {
    return scheduler.nowMillis();
  }

  void jump(long millis) {
    offsetMillis += millis;
  }

  void drift(long partsPerMillion) {
    offsetMillis += driftedMillis();
    driftSinceMillis = scheduler.nowMillis();
    driftPartsPerMillion = partsPerMillion;
  }

  void slept(long millis) {
    sleptMillis += millis;
  }

  /** Time synchronisation is back. */
  void synchronise() {
    drift(0);
    offsetMillis = 0;
  }

  private long driftedMillis() {
    return (scheduler.nowMillis() - driftSinceMillis) * driftPartsPerMillion / 1_000_000;
  }
}

package io.tidemark.node;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.node.peer.Vitals;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Shows how this node is off: its duty, its disk, its live store. */
final class VitalsMeters {

  private VitalsMeters() {}

  /** A size that is not known yet is shown as none at all. */
  static void register(MeterRegistry registry, Supplier<Vitals> vitals) {
    gauge(registry, vitals, "draining", "1 while off duty", v -> v.draining() ? 1 : 0);
    gauge(
        registry,
        vitals,
        "disk.usable.bytes",
        "What can still be written to the disk of the data directory",
        v -> known(v.diskUsableBytes(), v.diskTotalBytes()));
    gauge(
        registry,
        vitals,
        "disk.total.bytes",
        "Size of the disk of the data directory",
        v -> known(v.diskTotalBytes(), v.diskTotalBytes()));
    gauge(
        registry,
        vitals,
        "map.used.bytes",
        "How much of the live store's map is in use",
        v -> v.mapUsedBytes() < 0 ? Double.NaN : v.mapUsedBytes());
    gauge(
        registry,
        vitals,
        "map.max.bytes",
        "The most that the live store can take",
        v -> known(v.mapBytes(), v.mapBytes()));
  }

  private static double known(long bytes, long total) {
    return total == 0 ? Double.NaN : bytes;
  }

  private static void gauge(
      MeterRegistry registry,
      Supplier<Vitals> vitals,
      String name,
      String description,
      ToDoubleFunction<Vitals> value) {
    Gauge.builder("tidemark." + name, () -> value.applyAsDouble(vitals.get()))
        .description(description)
        .register(registry);
  }
}

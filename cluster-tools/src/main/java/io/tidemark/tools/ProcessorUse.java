package io.tidemark.tools;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/** How much of the machine's processors this process uses. */
final class ProcessorUse {
  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final LongSupplier nanos;
  private final long startNanos;
  private final long startProcessorNanos;

  private ProcessorUse(LongSupplier nanos) {
    this.nanos = nanos;
    this.startNanos = nanos.getAsLong();
    this.startProcessorNanos = system.getProcessCpuTime();
  }

  static ProcessorUse start(LongSupplier nanos) {
    return new ProcessorUse(nanos);
  }

  /** Since the start, of all processors: 0 to 1. */
  double share() {
    double elapsed = Math.max(1, nanos.getAsLong() - startNanos);
    return (system.getProcessCpuTime() - startProcessorNanos)
        / elapsed
        / system.getAvailableProcessors();
  }
}

package io.tidemark.node;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Elapsed time that goes on while the machine sleeps. {@link System#nanoTime} stands still then, on
 * Linux: a virtual machine that was suspended for a day would go on with holdings that had to end
 * long before.
 *
 * <p>Never goes back, and no step of the wall clock moves it. Reads {@code CLOCK_BOOTTIME} on Linux
 * and {@code CLOCK_MONOTONIC}, which counts sleep there, on macOS: {@code clock_gettime(2)}. Safe
 * for use by many threads.
 */
public final class ElapsedTime implements LongSupplier {

  private static final int LINUX_CLOCK_BOOTTIME = 7;
  private static final int MACOS_CLOCK_MONOTONIC = 6;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final MethodHandle clockGettime;
  private final int clock;

  private ElapsedTime(MethodHandle clockGettime, int clock) {
    this.clockGettime = clockGettime;
    this.clock = clock;
  }

  /**
   * The elapsed time of this machine.
   *
   * @throws UnsupportedOperationException if it has no clock of this kind
   */
  public static ElapsedTime ofMachine() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (system.startsWith("linux")) {
      return of(LINUX_CLOCK_BOOTTIME);
    }
    if (system.startsWith("mac")) {
      return of(MACOS_CLOCK_MONOTONIC);
    }
    throw new UnsupportedOperationException(
        "no clock that counts sleep is known for %s; run on Linux or macOS".formatted(system));
  }

  @SuppressWarnings("restricted") // The C library's own declaration of clock_gettime.
  private static ElapsedTime of(int clock) {
    Linker linker = Linker.nativeLinker();
    MemorySegment address =
        linker
            .defaultLookup()
            .find("clock_gettime")
            .orElseThrow(() -> new UnsupportedOperationException("the C library has no clocks"));
    ElapsedTime time =
        new ElapsedTime(
            linker.downcallHandle(
                address,
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS),
                Linker.Option.critical(true)),
            clock);
    time.getAsLong();
    return time;
  }

  /** Nanoseconds since some moment before this process. */
  @Override
  public long getAsLong() {
    long[] timespec = new long[2]; // Seconds and nanoseconds, 64 bits each on what runs a JDK 25.
    int failed;
    try {
      failed = (int) clockGettime.invokeExact(clock, MemorySegment.ofArray(timespec));
    } catch (Throwable e) {
      throw new IllegalStateException("clock_gettime could not be called", e);
    }
    if (failed != 0) {
      throw new UnsupportedOperationException(
          "this machine's kernel has no clock %d (man 2 clock_gettime)".formatted(clock));
    }
    return timespec[0] * NANOS_PER_SECOND + timespec[1];
  }
}

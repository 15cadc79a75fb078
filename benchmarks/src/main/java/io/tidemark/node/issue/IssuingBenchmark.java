package io.tidemark.node.issue;

import com.github.f4b6a3.ulid.UlidCreator;
import com.github.f4b6a3.uuid.UuidCreator;
import io.tidemark.core.IdRange;
import io.tidemark.core.PeriodLabel;
import io.tidemark.layout.SnowflakeLayout;
import io.tidemark.layout.SnowflakePreset;
import io.tidemark.layout.StampCounter;
import io.tidemark.layout.UlidLayout;
import io.tidemark.layout.UlidText;
import io.tidemark.layout.Uuid7Layout;
import io.tidemark.layout.UuidText;
import io.tidemark.node.ElapsedTime;
import io.tidemark.node.service.IdText;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import me.ahoo.cosid.segment.IdSegmentDistributor;
import me.ahoo.cosid.segment.SegmentChainId;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What it costs to issue from memory, beside what others do in a process. The names say what: the
 * value alone, or with {@code Text} the ID as it is sent.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class IssuingBenchmark {

  private static final int INSTANCE = 123_456;
  private static final int WORKER = 5;
  private static final long FAR_MILLIS = 1L << 44;

  private final ElapsedTime elapsed = ElapsedTime.ofMachine();
  private final long begunNanos = elapsed.getAsLong();
  private final AtomicLong atomic = new AtomicLong();
  private final RangeHolding holding = holding();
  private final RangePool pool = pool();
  private final SegmentChainId chain = new SegmentChainId(new IdSegmentDistributor.Atomic());
  private final StampCounter stamps = new StampCounter(22, System.currentTimeMillis());
  private final StampCounter workerStamps = new StampCounter(12, System.currentTimeMillis());
  private final SnowflakeLayout layout = SnowflakePreset.TWITTER.layout();

  /** A buffer of each thread. */
  @State(Scope.Thread)
  public static class Buffer {
    private final IdText text = new IdText();
  }

  private static RangeHolding holding() {
    return new RangeHolding(
        new IdRange(1, Long.MAX_VALUE, 1), 1, PeriodLabel.NONE, Long.MAX_VALUE / 2);
  }

  private static RangePool pool() {
    RangePool made = new RangePool((ended, taken) -> {});
    made.add(holding());
    return made;
  }

  /** What no shared counter can be faster than. */
  @Benchmark
  public long sequenceAtomicLong() {
    return atomic.getAndIncrement();
  }

  /** CosId's segment chain as its own constructor sets it up, on a distributor in memory. */
  @Benchmark
  public long sequenceCosId() {
    return chain.generate();
  }

  /** A value of a range. */
  @Benchmark
  public long sequenceTidemark() {
    return holding.range().valueAt(holding.take(1));
  }

  /** A value of the range in use, if that is not expired at a moment that was read before. */
  @Benchmark
  public RangePool.@Nullable Block sequenceTidemarkPool() {
    return taken(begunNanos);
  }

  /** The same with a look at the clock for each. */
  @Benchmark
  public RangePool.@Nullable Block sequenceTidemarkPoolAndClock() {
    return taken(elapsed.getAsLong());
  }

  private RangePool.@Nullable Block taken(long nowNanos) {
    var blocks = pool.take(1, nowNanos);
    return blocks == null ? null : blocks.getFirst();
  }

  /** The yardstick of random UUIDs. */
  @Benchmark
  public UUID uuid4Jdk() {
    return UUID.randomUUID();
  }

  /** Another library's UUIDv7. */
  @Benchmark
  public UUID uuid7UuidCreator() {
    return UuidCreator.getTimeOrderedEpoch();
  }

  /** A UUIDv7, both halves. */
  @Benchmark
  public void uuid7Tidemark(Blackhole hole) {
    long stamp = stamp();
    int counter = stamps.counterOf(stamp);
    hole.consume(Uuid7Layout.most(stamps.tickOf(stamp), counter));
    hole.consume(Uuid7Layout.least(counter, INSTANCE, ThreadLocalRandom.current().nextLong()));
  }

  /** A random UUID as text. */
  @Benchmark
  public String uuid4JdkText() {
    return UUID.randomUUID().toString();
  }

  /** A UUIDv7 as text, in the buffer that is sent. */
  @Benchmark
  public int uuid7TidemarkText(Buffer into) {
    long stamp = stamp();
    int counter = stamps.counterOf(stamp);
    IdText text = into.text.begin(IdText.Shape.LINES);
    int at = text.open(UuidText.LENGTH);
    UuidText.write(
        Uuid7Layout.most(stamps.tickOf(stamp), counter),
        Uuid7Layout.least(counter, INSTANCE, ThreadLocalRandom.current().nextLong()),
        text.array(),
        at);
    text.close(at + UuidText.LENGTH);
    return text.length();
  }

  /** Another library's ULID. */
  @Benchmark
  public String ulidUlidCreatorText() {
    return UlidCreator.getMonotonicUlid().toString();
  }

  /** A ULID, in the buffer that is sent. */
  @Benchmark
  public int ulidTidemarkText(Buffer into) {
    long stamp = stamp();
    int counter = stamps.counterOf(stamp);
    IdText text = into.text.begin(IdText.Shape.LINES);
    int at = text.open(UlidText.LENGTH);
    UlidText.write(
        UlidLayout.most(stamps.tickOf(stamp), counter),
        UlidLayout.least(counter, INSTANCE, ThreadLocalRandom.current().nextLong()),
        text.array(),
        at);
    text.close(at + UlidText.LENGTH);
    return text.length();
  }

  /** Not held up by its 4,096 IDs a millisecond: it runs ahead of the clock, as in a window. */
  @Benchmark
  public long snowflakeTidemark() {
    long stamp = workerStamps.next(System.currentTimeMillis(), 0, FAR_MILLIS, 1, 0);
    return layout.encode(
        workerStamps.tickOf(stamp) - layout.epochTick(), WORKER, workerStamps.counterOf(stamp));
  }

  private long stamp() {
    return stamps.next(
        System.currentTimeMillis(), 0, FAR_MILLIS, 1, ThreadLocalRandom.current().nextLong());
  }
}

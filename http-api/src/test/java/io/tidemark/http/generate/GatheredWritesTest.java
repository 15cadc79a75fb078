package io.tidemark.http.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class GatheredWritesTest {

  private final EmbeddedChannel channel = new EmbeddedChannel(new GatheredWrites());
  private final List<ByteBuf> given = new ArrayList<>();

  @Test
  void whatIsWrittenBetweenTwoFlushesLeavesAsOne() {
    write("one ");
    write("two ");
    write("three");
    assertNull(channel.readOutbound());
    channel.flush();
    assertEquals(List.of("one two three"), left());
    write("four");
    channel.flush();
    assertEquals(List.of("four"), left());
    assertAllReleased();
  }

  @Test
  void whatSomebodyWaitsForOrIsLargeLeavesByItselfInItsOrder() {
    write("one ");
    write("two");
    ChannelFuture awaited = channel.write(bytes("awaited"), channel.newPromise());
    write("three");
    String large = "x".repeat(GatheredWrites.SMALL_BYTES_MAX + 1);
    write(large);
    write("four");
    channel.flush();
    assertTrue(awaited.isSuccess());
    assertEquals(List.of("one two", "awaited", "three", large, "four"), left());
    assertAllReleased();
  }

  @Test
  void noMoreThanTheBoundIsKeptBack() {
    String small = "y".repeat(GatheredWrites.SMALL_BYTES_MAX);
    int fit = GatheredWrites.GATHERED_BYTES_MAX / GatheredWrites.SMALL_BYTES_MAX;
    for (int i = 0; i <= fit; i++) {
      write(small);
    }
    channel.flush();
    assertEquals(List.of(small.repeat(fit), small), left());
    assertAllReleased();
  }

  @Test
  void twoSmallOnesTakeLittleMemoryAndManyGrowIt() {
    write("one ");
    write("two");
    channel.flush();
    ByteBuf two = channel.readOutbound();
    assertTrue(two.capacity() <= 1_024, () -> "took " + two.capacity());
    two.release();
    String small = "z".repeat(GatheredWrites.SMALL_BYTES_MAX - 1);
    for (int i = 0; i < 5; i++) {
      write(small);
    }
    channel.flush();
    assertEquals(List.of(small.repeat(5)), left());
    assertAllReleased();
  }

  @Test
  void withoutMemoryTheyLeaveInTheirOrderAndNoneIsLost() {
    AtomicInteger allowed = new AtomicInteger();
    channel.config().setAllocator(new Poor(allowed));
    write("one ");
    write("two ");
    allowed.set(1); // Enough for what follows, but not to grow.
    write("three");
    write("four");
    write("f".repeat(1_024));
    channel.flush();
    assertEquals(List.of("one ", "two threefour", "f".repeat(1_024)), left());
    assertAllReleased();
  }

  /** Has memory for so many buffers only. */
  private static final class Poor extends AbstractByteBufAllocator {
    private final AtomicInteger allowed;

    Poor(AtomicInteger allowed) {
      this.allowed = allowed;
    }

    @Override
    public boolean isDirectBufferPooled() {
      return false;
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
      return new UnpooledHeapByteBuf(this, initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
      if (allowed.getAndDecrement() <= 0) {
        throw new OutOfMemoryError("none left");
      }
      return new UnpooledDirectByteBuf(this, initialCapacity, maxCapacity) {
        @Override
        public ByteBuf capacity(int newCapacity) {
          throw new OutOfMemoryError("none left to grow");
        }
      };
    }
  }

  @Test
  void whatIsKeptBackLeavesBeforeTheConnectionEnds() {
    write("one ");
    write("two");
    channel.pipeline().addFirst(new FlushAtClose());
    channel.close();
    assertEquals(List.of("one two"), left());
    assertAllReleased();
  }

  @Test
  void whatIsKeptBackIsReleasedWhenThePeerHasGone() {
    write("one ");
    write("two");
    channel.unsafe().closeForcibly();
    channel.runPendingTasks();
    channel.releaseOutbound();
    assertAllReleased();
  }

  /** As a socket, which tries to send what it has before it closes. */
  private static final class FlushAtClose extends ChannelOutboundHandlerAdapter {
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
      context.flush();
      var _ = context.close(promise);
    }
  }

  private void write(String text) {
    var _ = channel.write(bytes(text), channel.voidPromise());
  }

  private ByteBuf bytes(String text) {
    ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    given.add(bytes);
    return bytes;
  }

  private List<String> left() {
    List<String> texts = new ArrayList<>();
    for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      texts.add(next.toString(StandardCharsets.US_ASCII));
      next.release();
    }
    return texts;
  }

  private void assertAllReleased() {
    given.forEach(bytes -> assertEquals(0, bytes.refCnt()));
  }
}

package io.tidemark.http.generate;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one message of the small ones between two flushes, so that sixteen answers that leave
 * together pass the rest of the pipeline, and the socket's queue, as one.
 *
 * <ol>
 *   <li>Bytes leave in the order in which they were written.
 *   <li>A message that somebody waits for (by its promise) leaves by itself, behind what was before
 *       it.
 *   <li>At most {@link #GATHERED_BYTES_MAX} are kept back, and until the next flush at the latest.
 *   <li>A message is never lost: if there is no memory to gather it, it leaves by itself.
 * </ol>
 *
 * <p>For the connection's event loop alone.
 */
final class GatheredWrites extends ChannelOutboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(GatheredWrites.class);

  /** Larger messages are worth their own way. */
  static final int SMALL_BYTES_MAX = 1_024;

  static final int GATHERED_BYTES_MAX = 16 << 10;

  /**
   * What a gathered message takes at first. Little, because a client that does not read has Netty
   * keep many, and count what is in them only.
   */
  private static final int GATHERED_BYTES_MIN = 1_024;

  /** Those that were written since the last flush; the only one itself, or a copy of several. */
  private @Nullable ByteBuf gathered;

  private boolean copied;

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf small
        && promise.isVoid()
        && small.readableBytes() <= SMALL_BYTES_MAX) {
      gather(context, small);
    } else {
      pass(context);
      var _ = context.write(message, promise);
    }
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    pass(context);
    context.flush();
  }

  @Override
  public void disconnect(ChannelHandlerContext context, ChannelPromise promise) {
    pass(context);
    var _ = context.disconnect(promise);
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    pass(context);
    var _ = context.close(promise);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    ByteBuf message = gathered;
    if (context.channel().isActive()) {
      pass(context);
    } else if (message != null) {
      gathered = null;
      message.release();
    }
  }

  private void gather(ChannelHandlerContext context, ByteBuf small) {
    ByteBuf before = gathered;
    if (before == null) {
      gathered = small;
      copied = false;
      return;
    }
    if (before.readableBytes() + small.readableBytes() <= GATHERED_BYTES_MAX
        && join(context, before, small)) {
      return;
    }
    pass(context);
    gather(context, small);
  }

  /** Whether there was memory for it; else nothing has changed. */
  private boolean join(ChannelHandlerContext context, ByteBuf before, ByteBuf small) {
    int bytes = before.readableBytes() + small.readableBytes();
    ByteBuf room;
    try {
      room =
          copied
              ? before.ensureWritable(small.readableBytes())
              : context
                  .alloc()
                  .directBuffer(Math.max(bytes, GATHERED_BYTES_MIN), GATHERED_BYTES_MAX);
    } catch (OutOfMemoryError e) {
      LOG.debug("no memory to gather {} bytes of answers: they leave one by one", bytes, e);
      return false;
    }
    if (!copied) {
      room.writeBytes(before);
      before.release();
      copied = true;
    }
    gathered = room.writeBytes(small);
    small.release();
    return true;
  }

  /** What is kept back is forgotten first: a write may call this handler again. */
  private void pass(ChannelHandlerContext context) {
    ByteBuf message = gathered;
    if (message != null) {
      gathered = null;
      var _ = context.write(message, context.voidPromise());
    }
  }
}

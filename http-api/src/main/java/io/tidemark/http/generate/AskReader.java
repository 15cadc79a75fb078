package io.tidemark.http.generate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.tidemark.http.edge.RefusedException;
import io.tidemark.http.edge.ServerBounds;
import org.jspecify.annotations.Nullable;

/**
 * Collects the body of the request that a connection sends, and reads it. A connection mostly asks
 * for the same again, so a body that equals the one before is not parsed again. For the
 * connection's event loop alone.
 */
final class AskReader {

  /** Longer bodies are not remembered. */
  private static final int REMEMBERED_BYTES_MAX = 256;

  private @Nullable ByteBuf collected;
  private ByteBuf lastBody = Unpooled.EMPTY_BUFFER;
  private Ask lastAsk = Ask.ofNothing(false);

  /** Whether a part of the body is here. */
  boolean hasBegun() {
    return collected != null;
  }

  /**
   * Adds a part of the body.
   *
   * @return false if the body is too large
   */
  boolean add(ByteBuf part, ByteBufAllocator allocator) {
    ByteBuf body = collected;
    int length = body == null ? 0 : body.readableBytes();
    if (part.readableBytes() > ServerBounds.BODY_BYTES_MAX - length) {
      return false;
    }
    if (part.isReadable()) {
      if (body == null) {
        body = allocator.buffer(part.readableBytes(), ServerBounds.BODY_BYTES_MAX);
        collected = body;
      }
      body.writeBytes(part);
    }
    return true;
  }

  /**
   * Reads the body when its last part comes.
   *
   * @param part the last one, not added
   */
  Ask read(ByteBuf part, boolean plain, ByteBufAllocator allocator) throws RefusedException {
    ByteBuf body = collected;
    if (body == null) {
      return read(part, plain);
    }
    add(part, allocator);
    try {
      return read(body, plain);
    } finally {
      clear();
    }
  }

  /** Whether a last part makes the body too large. */
  boolean isTooMuch(ByteBuf part) {
    ByteBuf body = collected;
    int length = body == null ? 0 : body.readableBytes();
    return part.readableBytes() > ServerBounds.BODY_BYTES_MAX - length;
  }

  /** Forgets what was collected. */
  void clear() {
    ByteBuf body = collected;
    collected = null;
    if (body != null) {
      body.release();
    }
  }

  private Ask read(ByteBuf body, boolean plain) throws RefusedException {
    if (!body.isReadable()) {
      return Ask.ofNothing(plain);
    }
    if (plain == lastAsk.plain() && ByteBufUtil.equals(body, lastBody)) {
      return lastAsk;
    }
    byte[] bytes = ByteBufUtil.getBytes(body);
    Ask ask = Ask.read(bytes, plain);
    if (bytes.length <= REMEMBERED_BYTES_MAX) {
      lastBody = Unpooled.wrappedBuffer(bytes);
      lastAsk = ask;
    }
    return ask;
  }
}

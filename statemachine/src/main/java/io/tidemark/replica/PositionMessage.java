package io.tidemark.replica;

import io.tidemark.core.LogPosition;
import java.nio.ByteBuffer;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/**
 * The answer to a linearizable read: up to where the answering node has applied the log. A node
 * that asks its own server may read its own store once the answer is there: term and index, eight
 * bytes each.
 */
public final class PositionMessage {

  private static final int BYTES = 2 * Long.BYTES;

  private PositionMessage() {}

  static Message encode(LogPosition position) {
    byte[] bytes =
        ByteBuffer.allocate(BYTES).putLong(position.term()).putLong(position.index()).array();
    return Message.valueOf(ByteString.copyFrom(bytes));
  }

  /**
   * The position of an answer.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static LogPosition decode(Message message) {
    ByteString content = message.getContent();
    if (content.size() != BYTES) {
      throw new IllegalArgumentException(
          "a position has %d bytes, not %d".formatted(BYTES, content.size()));
    }
    ByteBuffer buffer = content.asReadOnlyByteBuffer();
    return new LogPosition(buffer.getLong(), buffer.getLong());
  }
}

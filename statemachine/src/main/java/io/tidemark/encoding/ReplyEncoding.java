package io.tidemark.encoding;

import io.tidemark.core.Reply;
import java.util.List;

/**
 * The bytes of the replies to one entry: {@code [version, [reply, ...]]}. They travel, but are not
 * stored.
 */
public final class ReplyEncoding {

  /** The format version that this node writes, and the highest that it reads. */
  public static final int VERSION = 1;

  private ReplyEncoding() {}

  /** The replies' bytes; the same for the same replies, always. */
  public static byte[] encode(List<Reply> replies) {
    return CborWriter.encode(
        out -> out.array(2).number(VERSION).list(replies, ReplyEncoding::writeReply).end());
  }

  /**
   * The replies of the bytes.
   *
   * @throws MalformedEncodingException if the bytes are not replies
   * @throws UnsupportedVersionException if a later version wrote them, also by an outcome or a
   *     rejection reason that this version doesn't know
   */
  public static List<Reply> decode(byte[] bytes) {
    return CborReader.decode("a list of replies", bytes, ReplyEncoding::read);
  }

  private static List<Reply> read(CborReader in) {
    in.open().version(VERSION);
    List<Reply> replies = List.copyOf(in.list(ReplyEncoding::readReply));
    in.close();
    return replies;
  }

  private static void writeReply(CborWriter out, Reply reply) {
    out.array(4)
        .number(reply.incarnation().value())
        .number(reply.nonce())
        .number(reply.replicatedTimeMillis())
        .item(reply.outcome(), OutcomeEncoding::write)
        .end();
  }

  private static Reply readReply(CborReader in) {
    in.open();
    Reply reply =
        new Reply(
            ValueEncoding.readIncarnation(in), in.number(), in.number(), OutcomeEncoding.read(in));
    in.close();
    return reply;
  }
}

package io.tidemark.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.CodedInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one segment of Ratis' log: {@code RaftLog1}, then entries, then zeros up to the end
 * of the file. An entry is its length as a varint, a protobuf, and the CRC-32C over both ({@code
 * SegmentedRaftLogOutputStream}).
 */
final class LogSegmentFile {

  private static final byte[] HEADER = "RaftLog1".getBytes(StandardCharsets.US_ASCII);
  private static final int VARINT_BYTES_MAX = 5;
  private static final int CHECKSUM_BYTES = Integer.BYTES;

  private final byte[] bytes;
  private int endBytes;
  private long nextIndex;
  private long term;
  private @Nullable String trouble;

  /** One entry found whole. */
  private record Frame(int endBytes, long index, long term) {}

  private LogSegmentFile(byte[] bytes, long startIndex, long termBefore) {
    this.bytes = bytes;
    this.nextIndex = startIndex;
    this.term = termBefore;
  }

  /**
   * Reads the file as far as it is whole.
   *
   * @param startIndex of the first entry
   * @param termBefore of the entry before it
   */
  static LogSegmentFile read(Path file, long startIndex, long termBefore) throws IOException {
    LogSegmentFile segment = new LogSegmentFile(Files.readAllBytes(file), startIndex, termBefore);
    segment.trouble = segment.readEntries();
    return segment;
  }

  /** The file as far as it is whole. */
  byte[] wholeBytes() {
    return Arrays.copyOf(bytes, endBytes);
  }

  /** Where the last whole entry ends. */
  int endBytes() {
    return endBytes;
  }

  /** The index after the last whole entry. */
  long nextIndex() {
    return nextIndex;
  }

  /** The term of the last whole entry. */
  long term() {
    return term;
  }

  /** What is wrong behind the last whole entry; null if nothing is. */
  @Nullable String trouble() {
    return trouble;
  }

  /** Whether another entry can be found anywhere behind what is wrong. */
  boolean hasEntryBehindTrouble() {
    for (int at = endBytes; at < bytes.length; at++) {
      Frame frame = bytes[at] == 0 ? null : frameAt(at);
      if (frame != null && frame.index() >= nextIndex && frame.term() >= term) {
        return true;
      }
    }
    return false;
  }

  private @Nullable String readEntries() {
    if (!Arrays.equals(bytes, 0, Math.min(bytes.length, HEADER.length), HEADER, 0, HEADER.length)) {
      return "it does not begin as a segment of the log";
    }
    endBytes = HEADER.length;
    while (endBytes < bytes.length && bytes[endBytes] != 0) {
      Frame frame = frameAt(endBytes);
      if (frame == null) {
        return "an entry is torn or was changed";
      }
      if (frame.index() != nextIndex || frame.term() < term) {
        return "entry %d of term %d stands where entry %d of term %d or later belongs"
            .formatted(frame.index(), frame.term(), nextIndex, term);
      }
      endBytes = frame.endBytes();
      term = frame.term();
      nextIndex++;
    }
    for (int at = endBytes; at < bytes.length; at++) {
      if (bytes[at] != 0) {
        return "there is something behind its end, at byte " + at;
      }
    }
    return null;
  }

  /** The entry that begins at the byte; null if none does. */
  private @Nullable Frame frameAt(int begin) {
    int at = begin;
    long length = 0;
    do {
      if (at == bytes.length || at - begin == VARINT_BYTES_MAX) {
        return null;
      }
      length |= (long) (bytes[at] & 0x7f) << (7 * (at - begin));
    } while (bytes[at++] < 0);
    long end = at + length;
    if (length > RaftSettings.APPEND_BYTES_MAX || end + CHECKSUM_BYTES > bytes.length) {
      return null;
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes, begin, (int) end - begin);
    if ((int) crc.getValue() != ByteBuffer.wrap(bytes).getInt((int) end)) {
      return null;
    }
    try {
      LogEntryProto entry =
          LogEntryProto.parseFrom(CodedInputStream.newInstance(bytes, at, (int) length));
      return new Frame((int) end + CHECKSUM_BYTES, entry.getIndex(), entry.getTerm());
    } catch (IOException e) {
      // With a checksum that agrees this was never an entry of this log.
      return null;
    }
  }
}

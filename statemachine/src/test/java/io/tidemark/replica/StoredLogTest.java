package io.tidemark.replica;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.LogPosition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredLogTest {

  private static final int PADDING = 5_000;

  @TempDir Path current;

  @Test
  void a_whole_log_is_read_to_its_end() throws IOException {
    finished(1, 10);
    open(11, 20, PADDING);
    StoredLog log = StoredLog.read(current, -1);
    assertTrue(log.isWhole());
    assertEquals(new LogPosition(3, 20), log.last());
  }

  @Test
  void no_log_at_all_is_empty() throws IOException {
    assertEquals(LogPosition.NOTHING, StoredLog.read(current.resolve("none"), -1).last());
    assertEquals(LogPosition.NOTHING, StoredLog.read(current, -1).last());
  }

  @Test
  void a_torn_end_of_the_open_segment_is_cut_off_wherever_it_is_torn() throws IOException {
    byte[] whole = segment(1, 6);
    int lastWhole = segment(1, 5).length;
    for (int torn = lastWhole + 1; torn < whole.length; torn++) {
      Path file = write("log_inprogress_1", Arrays.copyOf(whole, torn), PADDING);
      StoredLog log = StoredLog.read(current, -1);
      assertFalse(log.isWhole());
      assertEquals(new LogPosition(3, 5), log.last());
      log.repair();
      assertEquals(lastWhole, Files.size(file));
      assertTrue(StoredLog.read(current, -1).isWhole());
    }
  }

  /**
   * Else a node that was killed would acknowledge what it found in the system's cache alone. After
   * a failed write even forcing helps no more, so the file is a new one.
   */
  @Test
  void the_open_segment_is_written_anew_before_anybody_relies_on_it() throws IOException {
    List<Path> forced = new ArrayList<>();
    Path finished = finished(1, 10);
    Path open = write("log_inprogress_11", segment(11, 15), PADDING);
    Path interrupted = write("log_inprogress_11.tmp", segment(11, 12), 0);
    Object before = fileKey(open);
    StoredLog log = StoredLog.read(current, -1);
    Files.write(open, new byte[0]); // The cache lost it after it was read.
    log.repair(forced::add);
    assertNotEquals(before, fileKey(open));
    assertArrayEquals(segment(11, 15), Files.readAllBytes(open));
    assertEquals(List.of(finished), forced);
    assertFalse(Files.exists(interrupted));
  }

  @Test
  void an_open_segment_without_an_entry_goes() throws IOException {
    finished(1, 10);
    for (byte[] begun : List.of(new byte[0], new byte[] {'R', 'a'}, segment(11, 10))) {
      write("log_inprogress_11", begun, PADDING);
      StoredLog log = StoredLog.read(current, -1);
      assertEquals(new LogPosition(3, 10), log.last());
      log.repair();
      assertFalse(Files.exists(current.resolve("log_inprogress_11")));
    }
  }

  @Test
  void any_bit_flipped_before_the_last_entry_is_damage() throws IOException {
    byte[] whole = segment(1, 6);
    int lastWhole = segment(1, 5).length;
    for (int bit = 0; bit < lastWhole * 8; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      write("log_inprogress_1", flipped, PADDING);
      assertThrows(DamagedLogException.class, () -> StoredLog.read(current, -1), "bit " + bit);
    }
  }

  @Test
  void any_bit_flipped_or_byte_lost_in_a_finished_segment_is_damage() throws IOException {
    byte[] whole = segment(1, 6);
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      write("log_1-6", flipped, 0);
      assertThrows(DamagedLogException.class, () -> StoredLog.read(current, -1), "bit " + bit);
    }
    for (int length = 0; length < whole.length; length++) {
      write("log_1-6", Arrays.copyOf(whole, length), 0);
      assertThrows(DamagedLogException.class, () -> StoredLog.read(current, -1));
    }
  }

  @Test
  void a_gap_is_damage_unless_a_snapshot_covers_what_an_interrupted_purge_left()
      throws IOException {
    finished(1, 10);
    finished(21, 30);
    open(31, 40, 0);
    assertThrows(DamagedLogException.class, () -> StoredLog.read(current, -1));
    assertThrows(DamagedLogException.class, () -> StoredLog.read(current, 9));
    StoredLog log = StoredLog.read(current, 25);
    assertFalse(log.isWhole());
    assertEquals(new LogPosition(3, 40), log.last());
    log.repair();
    assertFalse(Files.exists(current.resolve("log_1-10")));
    assertTrue(StoredLog.read(current, -1).isWhole());
  }

  @Test
  void a_term_below_that_of_the_log_is_damage() throws IOException {
    Path meta = current.resolve("raft-meta");
    Files.writeString(meta, "#\nterm=7\nvotedFor=n1\n");
    StoredTerm.require(meta, 7);
    assertThrows(DamagedLogException.class, () -> StoredTerm.require(meta, 8));
    for (String garbled : List.of("", "term=7\n", "votedFor=n1\n", "term=x\nvotedFor=n1\n")) {
      Files.writeString(meta, garbled);
      assertThrows(DamagedLogException.class, () -> StoredTerm.require(meta, 0), garbled);
    }
  }

  private static Object fileKey(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private Path finished(long first, long last) throws IOException {
    return write("log_%d-%d".formatted(first, last), segment(first, last), 0);
  }

  private void open(long first, long last, int padding) throws IOException {
    write("log_inprogress_" + first, segment(first, last), padding);
  }

  private Path write(String name, byte[] bytes, int padding) throws IOException {
    return Files.write(current.resolve(name), Arrays.copyOf(bytes, bytes.length + padding));
  }

  /** As Ratis writes it. */
  private static byte[] segment(long first, long last) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write("RaftLog1".getBytes(StandardCharsets.US_ASCII));
    for (long index = first; index <= last; index++) {
      ByteArrayOutputStream framed = new ByteArrayOutputStream();
      entry(index).writeDelimitedTo(framed);
      CRC32C crc = new CRC32C();
      crc.update(framed.toByteArray());
      framed.writeTo(out);
      out.write(ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array());
    }
    return out.toByteArray();
  }

  /** Long enough for a length of two bytes. */
  private static LogEntryProto entry(long index) {
    return LogEntryProto.newBuilder()
        .setTerm(3)
        .setIndex(index)
        .setStateMachineLogEntry(
            StateMachineLogEntryProto.newBuilder()
                .setLogData(ByteString.copyFromUtf8("x".repeat(150))))
        .build();
  }
}

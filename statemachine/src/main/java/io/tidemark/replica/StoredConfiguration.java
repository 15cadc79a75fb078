package io.tidemark.replica;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerProto;

/**
 * What {@code raft-meta.conf}, which has no checksum of its own, says: a changed one could leave
 * members out, and so make a majority of too few.
 *
 * @param index of the configuration's entry in the log; -1 if there is none
 * @param checksum CRC-32C over all that is said of each member, in any order; 8 hexadecimal digits,
 *     or empty if unknown
 */
record StoredConfiguration(long index, String checksum) {

  static final StoredConfiguration NONE = new StoredConfiguration(-1, "");

  static StoredConfiguration of(LogEntryProto entry) {
    RaftConfigurationProto configuration = entry.getConfigurationEntry();
    CRC32C crc = new CRC32C();
    Stream.of(
            lines("voter", configuration.getPeersList()),
            lines("voted", configuration.getOldPeersList()),
            lines("listens", configuration.getListenersList()),
            lines("listened", configuration.getOldListenersList()))
        .flatMap(lines -> lines)
        .sorted()
        .forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
    return new StoredConfiguration(entry.getIndex(), "%08x".formatted(crc.getValue()));
  }

  /** What is known of the configuration of an index, if this one or a later one is stored. */
  StoredConfiguration at(long wanted) {
    return index == wanted ? this : new StoredConfiguration(wanted, "");
  }

  /** Whether this is another one under the same index. */
  boolean contradicts(StoredConfiguration other) {
    return index == other.index
        && !checksum.isEmpty()
        && !other.checksum.isEmpty()
        && !checksum.equals(other.checksum);
  }

  private static Stream<String> lines(String role, List<RaftPeerProto> peers) {
    return peers.stream()
        .map(peer -> role + " " + HexFormat.of().formatHex(peer.toByteArray()) + "\n");
  }
}

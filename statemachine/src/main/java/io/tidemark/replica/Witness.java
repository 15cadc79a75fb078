package io.tidemark.replica;

import io.tidemark.core.LogPosition;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * What this replica knows to have on disk, kept outside of the directories that Ratis may format or
 * rename. A log and snapshots that fall short of it have lost something, and must not vote.
 *
 * @param clusterId the Raft group, in canonical UUID text
 * @param snapshot the newest snapshot taken or installed
 * @param applied an entry that was applied, so it was committed and flushed here
 * @param configurationIndex the last configuration entry that was applied; -1 if none was
 */
record Witness(
    String clusterId, LogPosition snapshot, LogPosition applied, long configurationIndex) {

  private static final Pattern TEXT =
      Pattern.compile(
          """
          tidemark witness 1
          cluster ([0-9a-f-]{36})
          snapshot (\\d{1,18}) (-1|\\d{1,18})
          applied (\\d{1,18}) (-1|\\d{1,18})
          configuration (-1|\\d{1,18})
          crc32c ([0-9a-f]{8})
          """);

  /** Of a replica that has nothing. */
  static Witness nothing(String clusterId) {
    return new Witness(clusterId, LogPosition.NOTHING, LogPosition.NOTHING, -1);
  }

  Witness withApplied(LogPosition position) {
    return new Witness(clusterId, snapshot, position, configurationIndex);
  }

  Witness withSnapshot(LogPosition position) {
    return new Witness(clusterId, position, applied, configurationIndex);
  }

  Witness withConfiguration(long index) {
    return new Witness(clusterId, snapshot, applied, index);
  }

  byte[] encode() {
    String body =
        """
        tidemark witness 1
        cluster %s
        snapshot %d %d
        applied %d %d
        configuration %d
        """
            .formatted(
                clusterId,
                snapshot.term(),
                snapshot.index(),
                applied.term(),
                applied.index(),
                configurationIndex);
    return (body + "crc32c " + checksum(body) + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * @throws IllegalArgumentException if the bytes are torn or flipped
   */
  static Witness decode(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.US_ASCII);
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()
        || !checksum(text.substring(0, matcher.start(7) - "crc32c ".length()))
            .equals(matcher.group(7))) {
      throw new IllegalArgumentException("not a witness, or its checksum does not match");
    }
    return new Witness(
        matcher.group(1),
        position(matcher, 2),
        position(matcher, 4),
        Long.parseLong(matcher.group(6)));
  }

  private static LogPosition position(Matcher matcher, int termGroup) {
    return new LogPosition(
        Long.parseLong(matcher.group(termGroup)), Long.parseLong(matcher.group(termGroup + 1)));
  }

  private static String checksum(String body) {
    CRC32C crc = new CRC32C();
    crc.update(body.getBytes(StandardCharsets.US_ASCII));
    return "%08x".formatted(crc.getValue());
  }
}

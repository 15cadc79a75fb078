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
 * @param configuration the last configuration entry that was applied
 */
record Witness(
    String clusterId,
    LogPosition snapshot,
    LogPosition applied,
    StoredConfiguration configuration) {

  /** The version that this node writes, and the highest that it reads. */
  private static final int VERSION = 2;

  /** A witness of any version. */
  private static final Pattern SEALED =
      Pattern.compile("(tidemark witness (\\d{1,9})\n(?s:.*))crc32c ([0-9a-f]{8})\n");

  /** Version 1 had no checksum of the configuration. */
  private static final Pattern TEXT =
      Pattern.compile(
          """
          tidemark witness [12]
          cluster ([0-9a-f-]{36})
          snapshot (\\d{1,18}) (-1|\\d{1,18})
          applied (\\d{1,18}) (-1|\\d{1,18})
          configuration (-1|\\d{1,18})(?: ([0-9a-f]{8}))?
          """);

  /** Of a replica that has nothing. */
  static Witness nothing(String clusterId) {
    return new Witness(
        clusterId, LogPosition.NOTHING, LogPosition.NOTHING, StoredConfiguration.NONE);
  }

  Witness withApplied(LogPosition position) {
    return new Witness(clusterId, snapshot, position, configuration);
  }

  Witness withSnapshot(LogPosition position) {
    return new Witness(clusterId, position, applied, configuration);
  }

  Witness withConfiguration(StoredConfiguration stored) {
    return new Witness(clusterId, snapshot, applied, stored);
  }

  byte[] encode() {
    String body =
        """
        tidemark witness 2
        cluster %s
        snapshot %d %d
        applied %d %d
        configuration %s
        """
            .formatted(
                clusterId,
                snapshot.term(),
                snapshot.index(),
                applied.term(),
                applied.index(),
                text(configuration));
    return (body + "crc32c " + checksum(body) + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * @throws IllegalArgumentException if the bytes are torn or flipped
   */
  static Witness decode(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.US_ASCII);
    Matcher sealed = SEALED.matcher(text);
    if (!sealed.matches() || !checksum(sealed.group(1)).equals(sealed.group(3))) {
      throw new IllegalArgumentException("not a witness, or its checksum does not match");
    }
    if (Integer.parseInt(sealed.group(2)) > VERSION) {
      throw new IllegalArgumentException(
          "of version %s, and this node knows up to %d; upgrade this node"
              .formatted(sealed.group(2), VERSION));
    }
    Matcher matcher = TEXT.matcher(sealed.group(1));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a witness: it says something else");
    }
    String checksum = matcher.group(7) == null ? "" : matcher.group(7);
    return new Witness(
        matcher.group(1),
        position(matcher, 2),
        position(matcher, 4),
        new StoredConfiguration(Long.parseLong(matcher.group(6)), checksum));
  }

  private static String text(StoredConfiguration configuration) {
    return configuration.checksum().isEmpty()
        ? Long.toString(configuration.index())
        : configuration.index() + " " + configuration.checksum();
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

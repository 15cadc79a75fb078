package io.tidemark.node;

import java.nio.file.Path;

/**
 * How much room a node has.
 *
 * @param diskUsableBytes what this process could still write to the disk of its data directory
 * @param diskTotalBytes the size of that disk; 0 if unknown
 * @param mapUsedBytes of the live store; -1 if unknown
 * @param mapBytes the most that the live store can take
 */
record Room(long diskUsableBytes, long diskTotalBytes, long mapUsedBytes, long mapBytes) {

  static final Room UNKNOWN = new Room(0, 0, -1, 0);

  static Room of(Path directory, LiveMap map) {
    return new Room(
        directory.toFile().getUsableSpace(),
        directory.toFile().getTotalSpace(),
        map.usedBytes(),
        map.bytesMax());
  }
}

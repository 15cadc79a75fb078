package io.tidemark.node;

import java.nio.ByteBuffer;
import java.util.UUID;

/** A cluster's random id, its lineage, as the key of the permutation of incarnation numbers. */
final class ClusterKey {

  private ClusterKey() {}

  static byte[] of(String lineage) {
    UUID id = UUID.fromString(lineage);
    return ByteBuffer.allocate(Long.BYTES * 2)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }
}

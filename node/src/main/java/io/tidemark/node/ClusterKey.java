package io.tidemark.node;

import java.nio.ByteBuffer;
import java.util.UUID;

/** The cluster's random id as the key of the permutation of incarnation numbers. */
final class ClusterKey {

  private ClusterKey() {}

  static byte[] of(String clusterId) {
    UUID id = UUID.fromString(clusterId);
    return ByteBuffer.allocate(Long.BYTES * 2)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }
}

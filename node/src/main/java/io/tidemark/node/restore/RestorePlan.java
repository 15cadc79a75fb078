package io.tidemark.node.restore;

import io.tidemark.core.NodeName;
import io.tidemark.core.Restoration;
import io.tidemark.node.config.HostPort;
import io.tidemark.snapshot.SnapshotContent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * All that decides the state of a restored cluster. Two nodes with the same plan compute the same
 * state under the same cluster id; with different plans they are of different clusters.
 *
 * @param backup the verified backup
 * @param peers all members of the new cluster
 * @param valuesMax see {@link Restoration}
 * @param incarnationsMax see {@link Restoration}
 * @param restoredMillis see {@link Restoration}
 * @param clockErrorMillisMax see {@link Restoration}
 */
public record RestorePlan(
    SnapshotContent backup,
    SortedMap<NodeName, HostPort> peers,
    long valuesMax,
    long incarnationsMax,
    long restoredMillis,
    long clockErrorMillisMax) {

  /** How many processes can register in a second; more than 7 nodes can start. */
  public static final long INCARNATIONS_PER_SECOND_MAX = 10;

  /** How many incarnation numbers are passed over whatever the age. */
  public static final long INCARNATIONS_MIN = 1L << 16;

  /** By how much clocks are taken to differ if nobody says more. */
  public static final long CLOCK_ERROR_MILLIS_DEFAULT = 60_000;

  public RestorePlan {
    peers = Collections.unmodifiableSortedMap(new TreeMap<>(peers));
  }

  /**
   * A plan by the age of the backup.
   *
   * @param valuesPerSecondMax how many values of any one line can have been reserved in a second
   */
  public static RestorePlan byRate(
      SnapshotContent backup,
      SortedMap<NodeName, HostPort> peers,
      long valuesPerSecondMax,
      long restoredMillis,
      long clockErrorMillisMax) {
    long seconds = ageSeconds(backup, restoredMillis, clockErrorMillisMax);
    boolean beyond =
        valuesPerSecondMax > 0 && seconds > Long.MAX_VALUE / Math.max(1, valuesPerSecondMax);
    return byValues(
        backup,
        peers,
        beyond ? Long.MAX_VALUE : seconds * valuesPerSecondMax,
        restoredMillis,
        clockErrorMillisMax);
  }

  /** A plan by values, in which the backup's age only tells how many processes were started. */
  public static RestorePlan byValues(
      SnapshotContent backup,
      SortedMap<NodeName, HostPort> peers,
      long valuesMax,
      long restoredMillis,
      long clockErrorMillisMax) {
    // Both are added: two restores of one backup, one after the other, never share a number.
    long incarnations =
        INCARNATIONS_MIN
            + INCARNATIONS_PER_SECOND_MAX * ageSeconds(backup, restoredMillis, clockErrorMillisMax);
    return new RestorePlan(
        backup, peers, valuesMax, incarnations, restoredMillis, clockErrorMillisMax);
  }

  /** The same plan with another bound of processes. */
  public RestorePlan withIncarnations(long max) {
    return new RestorePlan(backup, peers, valuesMax, max, restoredMillis, clockErrorMillisMax);
  }

  /**
   * The new cluster's id: a UUID of version 8 (RFC 9562, section 5.8) made of the SHA-256 of all of
   * the plan.
   */
  public String clusterId() {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
    String text =
        "tidemark restore 1\n%s\n%s\n%d\n%d\n%d\n%d\n"
            .formatted(
                backup.summary().checksum(),
                peers,
                valuesMax,
                incarnationsMax,
                restoredMillis,
                clockErrorMillisMax);
    ByteBuffer hash = ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    long high = (hash.getLong() & ~0xF000L) | 0x8000L;
    long low = (hash.getLong() & ~(0b11L << 62)) | (0b10L << 62);
    return new UUID(high, low).toString();
  }

  /** What is done to the state. */
  public Restoration restoration() {
    return new Restoration(
        clusterId(), valuesMax, incarnationsMax, restoredMillis, clockErrorMillisMax);
  }

  /** When the old cluster had stopped. */
  public Instant restoredAt() {
    return Instant.ofEpochMilli(restoredMillis);
  }

  /** From when on the new cluster issues snowflakes. */
  public Instant snowflakesFrom() {
    return Instant.ofEpochMilli(restoration().floorMillis(backup.cluster()));
  }

  private static long ageSeconds(
      SnapshotContent backup, long restoredMillis, long clockErrorMillisMax) {
    long age =
        new Restoration("", 0, 0, restoredMillis, clockErrorMillisMax).ageMillis(backup.cluster());
    return Math.ceilDiv(age, 1_000);
  }
}

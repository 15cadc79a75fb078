package io.tidemark.snapshot;

import io.tidemark.core.View;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * SHA-256 over all rows, as they stand in a snapshot. Two nodes that have applied the log to the
 * same place have the same one.
 */
public final class StateHash {

  private StateHash() {}

  /** The hash of the view's state, as 64 characters of lower-case hex. */
  public static String of(View view) {
    MessageDigest digest = Sha256.begin();
    try (DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(
                new DigestOutputStream(OutputStream.nullOutputStream(), digest)))) {
      new RowOutput(out).write(view);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to nowhere failed", e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}

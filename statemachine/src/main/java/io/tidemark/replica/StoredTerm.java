package io.tidemark.replica;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The term in Ratis' file {@code raft-meta}, which has no checksum. A term that is too high is
 * harmless; below one that it has acknowledged an entry of, a member would vote a second time.
 */
public final class StoredTerm {

  private StoredTerm() {}

  /**
   * Accepts the file or throws.
   *
   * @param acknowledged the term of the last entry of the log
   * @throws DamagedLogException if the file is garbled, or older than the log
   */
  public static void require(Path meta, long acknowledged) throws IOException {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(meta)) {
      properties.load(in);
    } catch (IOException | IllegalArgumentException e) {
      throw new DamagedLogException(meta, "can't be read: " + e.getMessage());
    }
    String term = properties.getProperty("term", "");
    if (!term.matches("\\d{1,18}") || properties.getProperty("votedFor") == null) {
      throw new DamagedLogException(meta, "is damaged: it tells no term and vote");
    }
    if (Long.parseLong(term) < acknowledged) {
      throw new DamagedLogException(
          meta,
          "is at term %s, but the log holds an entry of term %d".formatted(term, acknowledged));
    }
  }
}

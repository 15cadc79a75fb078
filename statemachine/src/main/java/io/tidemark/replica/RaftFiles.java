package io.tidemark.replica;

import io.tidemark.core.LogPosition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.raftlog.segmented.LogSegment;
import org.apache.ratis.server.raftlog.segmented.LogSegmentPath;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;
import org.apache.ratis.util.SizeInBytes;
import org.jspecify.annotations.Nullable;

/**
 * What Ratis has on disk: {@code raft-meta}, {@code raft-meta.conf} and the log's segments in its
 * directory {@code current}.
 */
final class RaftFiles {

  private static final Pattern SEGMENT_NAME =
      Pattern.compile("log_(?:inprogress_)?(\\d+)(?:-\\d+)?");

  /** More than Ratis ever writes as one entry. */
  private static final SizeInBytes ENTRY_BYTES_MAX = SizeInBytes.valueOf("64MB");

  private final RaftStorage storage;
  private final Path current;
  private final DurableFiles.Force force;
  private Set<String> forcedNames = Set.of();

  RaftFiles(RaftStorage storage, DurableFiles.Force force) {
    this.storage = storage;
    this.current = storage.getStorageDir().getCurrentDir().toPath();
    this.force = force;
  }

  /** The term that this server last voted in or followed. */
  long term() throws IOException {
    return storage.getMetadataFile().getMetadata().getTerm();
  }

  /** Where the log begins; empty if it holds nothing. */
  OptionalLong firstIndex() throws IOException {
    List<LogSegmentPath> segments = LogSegmentPath.getLogSegmentPaths(storage);
    return segments.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(startOf(segments.getFirst()));
  }

  /** The entry that the log has at the index, or null. Reads one segment of the log. */
  @Nullable LogPosition entryAt(long index) throws IOException {
    LogSegmentPath segment = null;
    for (LogSegmentPath candidate : LogSegmentPath.getLogSegmentPaths(storage)) {
      if (startOf(candidate) <= index) {
        segment = candidate;
      }
    }
    return segment == null ? null : find(segment, index);
  }

  /**
   * The stored configuration; {@link StoredConfiguration#NONE} if there is none.
   *
   * @throws IOException if the file can't be read. Ratis logs that and goes on with the peers it
   *     was started with
   */
  StoredConfiguration configuration() throws IOException {
    Path file = current.resolve("raft-meta.conf");
    if (!Files.exists(file)) {
      return StoredConfiguration.NONE;
    }
    try (InputStream in = Files.newInputStream(file)) {
      LogEntryProto entry = LogEntryProto.parseFrom(in);
      if (!entry.hasConfigurationEntry()) {
        throw new IOException(file + " holds no configuration");
      }
      return StoredConfiguration.of(entry);
    } catch (InvalidProtocolBufferException e) {
      throw new IOException("%s is damaged: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Makes the renames in the directory durable: those of {@code raft-meta}, with the term and the
   * vote, and of {@code raft-meta.conf}. Ratis forces the files, but not their new names.
   */
  void forceNames() throws IOException {
    force.force(current);
  }

  /** Makes the name of a segment durable that was begun or finished since the last call. */
  synchronized void forceNewNames() throws IOException {
    String[] names = current.toFile().list();
    if (names == null) {
      throw new NotDirectoryException(current.toString());
    }
    Set<String> found = Set.of(names);
    if (!found.equals(forcedNames)) {
      forceNames();
      forcedNames = found;
    }
  }

  private static @Nullable LogPosition find(LogSegmentPath segment, long index) throws IOException {
    LogPosition[] found = new LogPosition[1];
    // Damage behind the entry is not this question's matter: Ratis refuses it when it opens the
    // log.
    LogSegment.readSegmentFile(
        segment.getPath().toFile(),
        segment.getStartEnd(),
        ENTRY_BYTES_MAX,
        CorruptionPolicy.WARN_AND_RETURN,
        null,
        entry -> {
          if (entry.getIndex() == index) {
            found[0] = new LogPosition(entry.getTerm(), entry.getIndex());
          }
        });
    return found[0];
  }

  private static long startOf(LogSegmentPath segment) {
    Matcher matcher = SEGMENT_NAME.matcher(segment.getPath().getFileName().toString());
    if (!matcher.matches()) {
      throw new IllegalStateException("unexpected name of a log segment: " + segment.getPath());
    }
    return Long.parseLong(matcher.group(1));
  }
}

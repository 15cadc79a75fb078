package io.tidemark.tools;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** Fetches a copy of the state from the first node that has one, beside the file that it is for. */
final class SnapshotDownload {
  private static final int CONNECT_MILLIS_MAX = 2_000;

  /** How long the node may be silent: it makes the copy before it sends the first byte. */
  private static final int SILENCE_MILLIS_MAX = 120_000;

  private static final int BUFFER_BYTES = 1 << 16;
  private static final long PROGRESS_BYTES = 1 << 20;
  private static final int PROBLEM_BYTES_MAX = 1 << 20;

  private final List<Endpoint> endpoints;
  private final LongConsumer progress;

  /** What came of it. */
  sealed interface Result {
    /** All bytes came; nothing about them was checked, and nothing is durable. */
    record Saved(Path temporary) implements Result {}

    record Failed(Failure failure) implements Result {}
  }

  /**
   * @param endpoints in the order in which they are tried
   * @param progress is told how many bytes have come, now and then
   */
  SnapshotDownload(List<Endpoint> endpoints, LongConsumer progress) {
    this.endpoints = List.copyOf(endpoints);
    this.progress = progress;
  }

  Result to(Path file) throws IOException {
    List<String> reasons = new ArrayList<>();
    Failure refused = null;
    for (Endpoint endpoint : endpoints) {
      HttpURLConnection connection =
          (HttpURLConnection)
              endpoint.base().resolve("/v1/cluster/snapshot").toURL().openConnection();
      connection.setConnectTimeout(CONNECT_MILLIS_MAX);
      connection.setReadTimeout(SILENCE_MILLIS_MAX);
      connection.setInstanceFollowRedirects(false);
      try {
        int status;
        try {
          status = connection.getResponseCode();
        } catch (IOException e) {
          reasons.add("%s: %s".formatted(endpoint, e.getMessage()));
          continue;
        }
        if (status == HttpURLConnection.HTTP_OK) {
          return receive(endpoint, connection, file);
        }
        Failure failure = Failure.of(problem(endpoint, connection, status));
        if (status != HttpURLConnection.HTTP_UNAVAILABLE) {
          return new Result.Failed(failure);
        }
        refused = refused == null ? failure : refused;
      } finally {
        connection.disconnect();
      }
    }
    return new Result.Failed(
        refused == null ? Failure.of(new ApiResult.Unreachable(reasons)) : refused);
  }

  /** Gives a checked file its name, durably. */
  static void publish(Path temporary, Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Path target = file.toAbsolutePath();
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    Path directory = target.getParent();
    if (directory != null) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private Result receive(Endpoint endpoint, HttpURLConnection connection, Path file)
      throws IOException {
    Path target = file.toAbsolutePath();
    Path temporary =
        target.resolveSibling(
            ".%s.%d.part".formatted(target.getFileName(), ProcessHandle.current().pid()));
    boolean whole = false;
    try (InputStream in = connection.getInputStream();
        FileOutputStream out = new FileOutputStream(temporary.toFile())) {
      copy(in, out);
      whole = true;
      return new Result.Saved(temporary);
    } catch (IOException e) {
      return new Result.Failed(
          Failure.of(
              ExitCode.FAILED,
              "the copy from %s broke off: %s; nothing was saved"
                  .formatted(endpoint, e.getMessage())));
    } finally {
      if (!whole) {
        Files.deleteIfExists(temporary);
      }
    }
  }

  private void copy(InputStream in, FileOutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long bytes = 0;
    long told = 0;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      out.write(buffer, 0, read);
      bytes += read;
      if (bytes - told >= PROGRESS_BYTES) {
        told = bytes;
        progress.accept(bytes);
      }
    }
  }

  private static ApiResult.Answered problem(
      Endpoint endpoint, HttpURLConnection connection, int status) throws IOException {
    try (InputStream in =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      byte[] body = in == null ? new byte[0] : in.readNBytes(PROBLEM_BYTES_MAX);
      return new ApiResult.Answered(endpoint, status, new String(body, StandardCharsets.UTF_8));
    }
  }
}

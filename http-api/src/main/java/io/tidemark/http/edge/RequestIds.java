package io.tidemark.http.edge;

import jakarta.inject.Singleton;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes the request id that a caller gives, or makes one. Safe for use by many threads. */
@Singleton
final class RequestIds {

  static final int LENGTH_MAX = 128;

  /** What can stand in a header, a log line and a shell without harm. */
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9._~:/+=@-]{1," + LENGTH_MAX + "}");

  private final String prefix;
  private final AtomicLong made = new AtomicLong();

  RequestIds(RandomGenerator random) {
    this.prefix = HexFormat.of().toHexDigits(random.nextLong()) + "-";
  }

  /**
   * The id of a request.
   *
   * @param given of the caller; one that is too long or holds other characters is replaced
   */
  String of(@Nullable String given) {
    return given != null && SAFE.matcher(given).matches()
        ? given
        : prefix + Long.toHexString(made.incrementAndGet());
  }
}

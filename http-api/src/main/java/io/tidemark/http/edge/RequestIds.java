package io.tidemark.http.edge;

import jakarta.inject.Singleton;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes the request id that a caller gives, or makes one. Safe for use by many threads. */
@Singleton
public final class RequestIds {

  static final int LENGTH_MAX = 128;

  /** How many numbers a {@link Series} takes at once. */
  private static final int SERIES_LENGTH = 256;

  /** What can stand in a header, a log line and a shell without harm. */
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9._~:/+=@-]{1," + LENGTH_MAX + "}");

  private final String prefix;
  private final AtomicLong made = new AtomicLong();

  /** Ids that start with what is drawn now. */
  public RequestIds(RandomGenerator random) {
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

  /** Request ids for one thread at a time, such as those of a connection. */
  public Series series() {
    return new Series();
  }

  /** Takes its numbers many at once, so that connections seldom meet. */
  public final class Series {

    private long last;
    private long end;

    private Series() {}

    /** As {@link RequestIds#of}. */
    public String of(@Nullable String given) {
      if (given != null && SAFE.matcher(given).matches()) {
        return given;
      }
      if (last == end) {
        end = made.addAndGet(SERIES_LENGTH);
        last = end - SERIES_LENGTH;
      }
      return prefix + Long.toHexString(++last);
    }
  }
}

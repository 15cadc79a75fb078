package io.tidemark.node.config;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a node saves backups by itself.
 *
 * @param directory where they go; made if absent
 * @param intervalMillis from the end of one to the begin of the next
 * @param retain how many of this node's backups stay
 */
public record BackupSchedule(Path directory, long intervalMillis, int retain) {

  static final String INTERVAL_DEFAULT = "6h";
  static final int RETAIN_DEFAULT = 28;
  static final int RETAIN_MAX = 10_000;

  private static final Pattern INTERVAL = Pattern.compile("([1-9]\\d{0,5})([smhd])");
  private static final long INTERVAL_MILLIS_MIN = 10_000;

  /**
   * Reads {@code 90s}, {@code 30m}, {@code 6h} or {@code 1d}.
   *
   * @return milliseconds
   * @throws IllegalArgumentException if the text is anything else, or less than 10 seconds
   */
  static long interval(String text) {
    Matcher matcher = INTERVAL.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a time like 90s, 30m, 6h or 1d".formatted(text));
    }
    long unitMillis =
        switch (matcher.group(2)) {
          case "s" -> 1_000;
          case "m" -> 60_000;
          case "h" -> 3_600_000;
          default -> 86_400_000;
        };
    long millis = Long.parseLong(matcher.group(1)) * unitMillis;
    if (millis < INTERVAL_MILLIS_MIN) {
      throw new IllegalArgumentException("'%s' is less than 10s".formatted(text));
    }
    return millis;
  }

  /**
   * Reads a count.
   *
   * @throws IllegalArgumentException if the text is no number within 1 and 10,000
   */
  static int retain(String text) {
    if (!text.matches("\\d{1,5}")
        || Integer.parseInt(text) < 1
        || Integer.parseInt(text) > RETAIN_MAX) {
      throw new IllegalArgumentException("'%s' is not within 1..%d".formatted(text, RETAIN_MAX));
    }
    return Integer.parseInt(text);
  }
}

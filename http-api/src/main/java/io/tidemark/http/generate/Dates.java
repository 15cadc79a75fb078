package io.tidemark.http.generate;

import io.netty.handler.codec.DateFormatter;
import io.netty.util.AsciiString;
import java.time.InstantSource;
import java.util.Date;

/** The {@code Date} header (RFC 9110 section 6.6.1), written once a second. For many threads. */
final class Dates {

  private static final long MILLIS_PER_SECOND = 1_000;

  private final InstantSource wall;
  private volatile Second last;

  private record Second(long number, AsciiString text) {}

  Dates(InstantSource wall) {
    this.wall = wall;
    this.last = written(Math.floorDiv(wall.millis(), MILLIS_PER_SECOND));
  }

  AsciiString now() {
    long second = Math.floorDiv(wall.millis(), MILLIS_PER_SECOND);
    Second known = last;
    if (known.number() != second) {
      known = written(second);
      last = known;
    }
    return known.text();
  }

  @SuppressWarnings("JavaUtilDate") // What Netty's formatter takes.
  private static Second written(long second) {
    return new Second(
        second, new AsciiString(DateFormatter.format(new Date(second * MILLIS_PER_SECOND))));
  }
}

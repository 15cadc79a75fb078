package io.tidemark.jepsen.checker;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.jepsen.history.Operation;
import java.util.Locale;

/**
 * No ID says a time that is further ahead of the true time than windows are granted: whatever a
 * node's clock says, a majority's clocks bound what it stamps.
 */
public final class Stamps implements Checker {
  /** A window ends at most so far ahead of replicated time. */
  private static final long AHEAD_MILLIS_MAX = 60_000;

  /** What clocks of one machine and the rounding of stamps differ by. */
  private static final long SLACK_MILLIS = 2_000;

  private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int ULID_TIME_CHARACTERS = 10;

  private final Verdict.Findings findings = new Verdict.Findings("stamps");
  private long beganMillis = -1;
  private long compared;
  private long furthestMillis = Long.MIN_VALUE;

  @Override
  public String name() {
    return "stamps";
  }

  @Override
  public void observe(Operation operation) {
    if (operation.f().equals("begin")) {
      beganMillis = operation.value().path("wall_millis").asLong() - operation.nanos() / 1_000_000;
    }
    if (!operation.f().equals("generate") || operation.type() != Operation.Type.OK) {
      return;
    }
    long now = beganMillis + operation.nanos() / 1_000_000;
    String line = operation.value().path("line").asText();
    for (JsonNode id : operation.value().path("ids")) {
      long stamped = millisOf(line, id.asText());
      if (stamped < 0) {
        return; // The line's IDs say no time.
      }
      compared++;
      furthestMillis = Math.max(furthestMillis, stamped - now);
      if (stamped > now + AHEAD_MILLIS_MAX + SLACK_MILLIS) {
        findings.violation(
            "%s of %s in operation %d of %s is stamped %d ms ahead of the true time"
                .formatted(id.asText(), line, operation.index(), operation.node(), stamped - now));
      }
    }
  }

  private static long millisOf(String line, String id) {
    return switch (line) {
      case "uuid7" -> Long.parseLong(id.substring(0, 8) + id.substring(9, 13), 16);
      case "ulid" -> ulidMillis(id);
      default -> -1;
    };
  }

  private static long ulidMillis(String id) {
    long millis = 0;
    for (char c : id.substring(0, ULID_TIME_CHARACTERS).toUpperCase(Locale.ROOT).toCharArray()) {
      millis = millis * CROCKFORD.length() + CROCKFORD.indexOf(c);
    }
    return millis;
  }

  @Override
  public Verdict verdict() {
    findings.figure("compared", compared);
    findings.figure("furthest_ahead_ms", furthestMillis);
    if (compared == 0 || beganMillis < 0) {
      findings.unknown("no stamp was read");
    }
    return findings.verdict();
  }
}

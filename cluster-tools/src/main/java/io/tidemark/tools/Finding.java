package io.tidemark.tools;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What a check found, in the form that monitoring plug-ins have (Monitoring Plugins Development
 * Guidelines): one line, performance data behind a bar, and the level as the exit code.
 *
 * @param check its name, such as {@code lag}
 * @param summary for people
 * @param measures for graphs
 */
record Finding(String check, Level level, String summary, List<Measure> measures) {

  /** How bad it is. */
  enum Level {
    OK(0),
    WARNING(1),
    CRITICAL(2),
    UNKNOWN(3);

    /** The exit code for a wrong command line or a defect: nothing was found out. */
    static final int UNKNOWN_CODE = 3;

    private final int code;

    Level(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }

    Level or(Level other) {
      return other.code > code ? other : this;
    }
  }

  /** Above which value a check warns, and above which it is critical. */
  record Thresholds(double warning, double critical) {

    /**
     * @throws IllegalArgumentException if it would be critical before it warns
     */
    Thresholds {
      if (!(warning <= critical)) {
        throw new IllegalArgumentException(
            "--warning %s is above --critical %s".formatted(plain(warning), plain(critical)));
      }
    }

    Level of(double value) {
      if (value > critical) {
        return Level.CRITICAL;
      }
      return value > warning ? Level.WARNING : Level.OK;
    }
  }

  /**
   * A number with its bounds.
   *
   * @param unit as plug-ins know them: {@code ms}, {@code %}, or empty for a count
   */
  record Measure(String label, double value, String unit, Thresholds thresholds) {

    @Override
    public String toString() {
      return "%s=%s%s;%s;%s"
          .formatted(
              label, plain(value), unit, plain(thresholds.warning()), plain(thresholds.critical()));
    }
  }

  Finding {
    measures = List.copyOf(measures);
  }

  static Finding unknown(String check, String why) {
    return new Finding(check, Level.UNKNOWN, why, List.of());
  }

  /** Prints the finding and returns its exit code. */
  int print(CommandSpec spec, ClientOptions client) {
    Answers.print(spec, client.output() == ClientOptions.Output.JSON ? json() : line());
    return level.code();
  }

  private String line() {
    String performance = measures.stream().map(Measure::toString).collect(Collectors.joining(" "));
    return "TIDEMARK %s %s - %s%s"
        .formatted(
            check.toUpperCase(Locale.ROOT),
            level,
            summary,
            performance.isEmpty() ? "" : " | " + performance);
  }

  private String json() {
    ObjectNode json = new JsonMapper().createObjectNode();
    json.put("check", check);
    json.put("level", level.name().toLowerCase(Locale.ROOT));
    json.put("summary", summary);
    for (Measure measure : measures) {
      json.withArray("measures")
          .addObject()
          .put("label", measure.label())
          .put("value", rounded(measure.value()))
          .put("unit", measure.unit())
          .put("warning", rounded(measure.thresholds().warning()))
          .put("critical", rounded(measure.thresholds().critical()));
    }
    return json.toString();
  }

  /** Without an exponent, to a tenth. */
  static String plain(double value) {
    return rounded(value).toPlainString();
  }

  private static BigDecimal rounded(double value) {
    BigDecimal tenths = BigDecimal.valueOf(value).setScale(1, RoundingMode.HALF_UP);
    return tenths.signum() == 0 ? BigDecimal.ZERO : new BigDecimal(stripped(tenths));
  }

  private static String stripped(BigDecimal tenths) {
    return tenths.stripTrailingZeros().toPlainString();
  }
}

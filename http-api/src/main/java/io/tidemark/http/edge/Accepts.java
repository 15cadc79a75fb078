package io.tidemark.http.edge;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Content negotiation by the {@code Accept} header (RFC 9110 section 12.5.1). */
public final class Accepts {

  private Accepts() {}

  /**
   * The offer that the caller likes best.
   *
   * @param header null if there is none; parts that are malformed don't count
   * @param offers media types without parameters, the server's favourite first
   * @return empty if the caller accepts none
   */
  static Optional<String> choose(@Nullable String header, List<String> offers) {
    if (header == null || header.equals("*/*")) {
      return Optional.of(offers.getFirst());
    }
    List<Range> ranges =
        List.of(header.split(",", -1)).stream()
            .map(Range::parse)
            .flatMap(Optional::stream)
            .toList();
    if (ranges.isEmpty()) {
      return Optional.of(offers.getFirst());
    }
    String best = null;
    double bestQuality = 0;
    for (String offer : offers) {
      double quality = qualityOf(offer, ranges);
      if (quality > bestQuality) {
        best = offer;
        bestQuality = quality;
      }
    }
    return Optional.ofNullable(best);
  }

  /**
   * The media type that the caller accepts and likes best.
   *
   * @param lines of the header
   * @param offers the server's favourite first
   */
  public static String negotiated(List<String> lines, List<String> offers) throws RefusedException {
    String header = lines.isEmpty() ? null : String.join(",", lines);
    return choose(header, offers)
        .orElseThrow(
            () ->
                Refusal.of(
                        EdgeProblem.NOT_ACCEPTABLE,
                        "Accept: %s rules out all that can be answered here: %s"
                            .formatted(header, String.join(", ", offers)))
                    .asException());
  }

  /** The most specific range that matches decides. */
  private static double qualityOf(String offer, List<Range> ranges) {
    double quality = 0;
    int specificity = -1;
    for (Range range : ranges) {
      if (range.matches(offer) && range.specificity() > specificity) {
        specificity = range.specificity();
        quality = range.quality();
      }
    }
    return quality;
  }

  /** One element of the header; parameters other than the quality don't narrow it. */
  private record Range(String type, String subtype, double quality) {

    static Optional<Range> parse(String element) {
      String[] parts = element.split(";", -1);
      String[] names = parts[0].strip().toLowerCase(Locale.ROOT).split("/", -1);
      if (names.length != 2 || names[0].isEmpty() || names[1].isEmpty()) {
        return Optional.empty();
      }
      double quality = 1;
      for (int i = 1; i < parts.length; i++) {
        String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
        if (parameter.startsWith("q=")) {
          String value = parameter.substring(2);
          if (!value.matches("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?")) {
            return Optional.empty();
          }
          quality = Double.parseDouble(value);
        }
      }
      return Optional.of(new Range(names[0], names[1], quality));
    }

    boolean matches(String offer) {
      int slash = offer.indexOf('/');
      return (type.equals("*") && subtype.equals("*"))
          || (type.equals(offer.substring(0, slash))
              && (subtype.equals("*") || subtype.equals(offer.substring(slash + 1))));
    }

    int specificity() {
      return (type.equals("*") ? 0 : 1) + (subtype.equals("*") ? 0 : 1);
    }
  }
}

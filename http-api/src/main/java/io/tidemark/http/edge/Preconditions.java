package io.tidemark.http.edge;

import io.tidemark.core.Precondition;
import io.tidemark.node.service.Problem;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * {@code If-Match} and {@code If-None-Match} of a change (RFC 9110 section 13.1). An entity tag is
 * a namespace's generation.
 */
public sealed interface Preconditions {

  /** The most entity tags that one request may list. */
  int TAGS_MAX = 16;

  /** A condition that can be checked where the change is decided. */
  record One(Precondition precondition) implements Preconditions {}

  /** The namespace must be at one of these generations. */
  record OneOf(NavigableSet<Long> generations) implements Preconditions {}

  /**
   * Reads the headers.
   *
   * @param ifMatch the header's lines
   * @param ifNoneMatch the header's lines
   */
  static Preconditions parse(List<String> ifMatch, List<String> ifNoneMatch)
      throws RefusedException {
    if (!ifNoneMatch.isEmpty()) {
      return absent(ifMatch, String.join(",", ifNoneMatch).strip());
    }
    if (ifMatch.isEmpty()) {
      return new One(Precondition.none());
    }
    String header = String.join(",", ifMatch).strip();
    if (header.equals("*")) {
      return new One(new Precondition.Present());
    }
    NavigableSet<Long> generations = generations(header);
    if (generations.isEmpty()) {
      // A weak tag never matches in If-Match, which compares strongly.
      throw unmet(
          "If-Match: %s can match no generation; give the ETag of the last answer as it was"
              .formatted(header));
    }
    return generations.size() == 1
        ? new One(new Precondition.AtGeneration(generations.first()))
        : new OneOf(generations);
  }

  /** The refusal of a change whose condition does not hold. */
  static RefusedException unmet(String detail) {
    return Refusal.of(Problem.refused(Problem.Code.PRECONDITION_FAILED, detail)).asException();
  }

  private static Preconditions absent(List<String> ifMatch, String ifNoneMatch)
      throws RefusedException {
    if (!ifMatch.isEmpty()) {
      throw malformed("If-Match and If-None-Match can't be given together");
    }
    if (!ifNoneMatch.equals("*")) {
      throw malformed(
          "If-None-Match: %s is not supported for changes, only If-None-Match: *"
              .formatted(ifNoneMatch));
    }
    return new One(new Precondition.Absent());
  }

  /** The strong tags of a list that are generations; others match nothing. */
  private static NavigableSet<Long> generations(String header) throws RefusedException {
    NavigableSet<Long> generations = new TreeSet<>();
    int tags = 0;
    int at = 0;
    while (at < header.length()) {
      boolean weak = header.startsWith("W/", at);
      int open = weak ? at + 2 : at;
      int close = open < header.length() ? header.indexOf('"', open + 1) : -1;
      if (close < 0 || header.charAt(open) != '"' || ++tags > TAGS_MAX) {
        throw malformed(
            "If-Match: %s is not a list of up to %d entity tags, such as \"3\" with its quotes"
                .formatted(header, TAGS_MAX));
      }
      if (!weak) {
        generation(header.substring(open + 1, close)).ifPresent(generations::add);
      }
      at = afterComma(header, close + 1);
    }
    return generations;
  }

  private static int afterComma(String header, int from) throws RefusedException {
    int at = skipBlanks(header, from);
    if (at == header.length()) {
      return at;
    }
    if (header.charAt(at) != ',') {
      throw malformed("If-Match: %s is not a list separated by commas".formatted(header));
    }
    return skipBlanks(header, at + 1);
  }

  private static int skipBlanks(String header, int from) {
    int at = from;
    while (at < header.length() && (header.charAt(at) == ' ' || header.charAt(at) == '\t')) {
      at++;
    }
    return at;
  }

  private static Optional<Long> generation(String tag) {
    return tag.matches("[1-9][0-9]{0,17}") ? Optional.of(Long.valueOf(tag)) : Optional.empty();
  }

  private static RefusedException malformed(String detail) {
    return Refusal.of(EdgeProblem.REQUEST_MALFORMED, detail).asException();
  }
}

package io.tidemark.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Takes the text of a template apart. Used by one thread, for one template. */
final class TemplateParser {

  private static final int RANDOM_WIDTH_MAX = 32;

  private static final String TOKENS =
      "{seq}, {opaque:WIDTH}, {date:PATTERN}, {check:NAME}, {rand:WIDTH}, {node} or {epoch}";

  private static final String BASES = "base10, base16, base32, base36, base58 or base62";

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private final StringBuilder literal = new StringBuilder();

  private TemplateParser(String text) {
    this.text = text;
  }

  static List<Token> parse(String text) throws MalformedTemplateException {
    TemplateParser parser = new TemplateParser(text);
    parser.parse();
    return List.copyOf(parser.tokens);
  }

  private void parse() throws MalformedTemplateException {
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '{') {
        int end = text.indexOf('}', at);
        if (end < 0) {
          throw at(at, "'{' is not closed; write one of " + TOKENS);
        }
        endLiteral();
        token(at, text.substring(at, end + 1));
        at = end + 1;
        continue;
      }
      literal(at, c);
      at++;
    }
    endLiteral();
  }

  private void literal(int at, char c) throws MalformedTemplateException {
    if (c == '}') {
      throw at(at, "'}' closes nothing, and braces can't be printed");
    }
    if (c <= ' ' || c >= 0x7f) {
      throw at(at, "only printable ASCII characters other than the space can be printed");
    }
    literal.append(c);
  }

  private void endLiteral() {
    if (!literal.isEmpty()) {
      tokens.add(new Token.Literal(literal.toString()));
      literal.setLength(0);
    }
  }

  private void token(int at, String written) throws MalformedTemplateException {
    String inside = written.substring(1, written.length() - 1);
    int colon = inside.indexOf(':');
    String name = colon < 0 ? inside : inside.substring(0, colon);
    String options = colon < 0 ? "" : inside.substring(colon + 1);
    switch (name) {
      case "seq" -> tokens.add(sequence(at, written, options));
      case "opaque" -> tokens.add(opaque(at, written, options));
      case "date" -> date(at + "{date:".length(), options);
      case "check" -> tokens.add(check(at, written, options));
      case "rand" -> tokens.add(random(at, written, options));
      case "node" -> tokens.add(new Token.Node(without(at, written, options)));
      case "epoch" -> tokens.add(new Token.Epoch(without(at, written, options)));
      default -> throw at(at, "%s is unknown; write one of %s".formatted(written, TOKENS));
    }
  }

  private static String without(int at, String written, String options)
      throws MalformedTemplateException {
    if (!options.isEmpty()) {
      throw at(at, "%s takes no options".formatted(written));
    }
    return written;
  }

  /** {@code {seq}}, {@code {seq:8}}, {@code {seq:8+}}, each also with a base behind. */
  private static Token sequence(int at, String written, String options)
      throws MalformedTemplateException {
    Options read = Options.of(at, written, options);
    NumberBase base = read.base();
    if (read.width() == 0) {
      return new Token.Sequence(written, 1, base.widthMax(), base);
    }
    if (read.width() > base.widthMax()) {
      throw at(
          at,
          "%s is wider than any value: no value has more than %d symbols in %s"
              .formatted(written, base.widthMax(), base.word()));
    }
    int widthMax = read.grows() ? base.widthMax() : read.width();
    return new Token.Sequence(written, read.width(), widthMax, base);
  }

  private static Token opaque(int at, String written, String options)
      throws MalformedTemplateException {
    Options read = Options.of(at, written, options);
    if (read.width() == 0 || read.grows()) {
      throw at(
          at,
          "%s needs a fixed width, because it permutes all numbers of it; such as {opaque:10}"
              .formatted(written));
    }
    if (read.base().capacity(read.width()) == Long.MAX_VALUE) {
      throw at(
          at,
          "%s is too wide; at most %d symbols of %s can be permuted"
              .formatted(written, read.base().widthMax() - 1, read.base().word()));
    }
    return new Token.Opaque(written, read.width(), read.base());
  }

  private static Token random(int at, String written, String options)
      throws MalformedTemplateException {
    Options read = Options.of(at, written, options);
    if (read.width() == 0 || read.grows() || read.width() > RANDOM_WIDTH_MAX) {
      throw at(
          at,
          "%s needs a fixed width from 1 to %d, such as {rand:6}"
              .formatted(written, RANDOM_WIDTH_MAX));
    }
    return new Token.Random(written, read.width(), read.base());
  }

  private static Token check(int at, String written, String options)
      throws MalformedTemplateException {
    Optional<Checksum> checksum = Checksum.of(options);
    if (checksum.isEmpty()) {
      throw at(at, "%s names no check; write luhn, mod97, damm or verhoeff".formatted(written));
    }
    return new Token.Check(written, checksum.get());
  }

  /** The pattern's fields and the characters between them, as tokens of their own. */
  private void date(int begin, String pattern) throws MalformedTemplateException {
    if (pattern.isEmpty()) {
      throw at(begin, "{date} needs a pattern, such as {date:yyyyMMdd}");
    }
    int at = 0;
    while (at < pattern.length()) {
      char c = pattern.charAt(at);
      if (c == '\'') {
        at = quoted(begin, pattern, at);
      } else if (isLetter(c)) {
        int end = at;
        while (end < pattern.length() && pattern.charAt(end) == c) {
          end++;
        }
        endLiteral();
        tokens.add(field(begin + at, pattern.substring(at, end)));
        at = end;
      } else if ("[]{}#".indexOf(c) >= 0) {
        throw at(begin + at, "'%c' can't be part of a date pattern".formatted(c));
      } else {
        literal(begin + at, c);
        at++;
      }
    }
    endLiteral();
  }

  /** Text in single quotes; two of them in a row are one. */
  private int quoted(int begin, String pattern, int open) throws MalformedTemplateException {
    int at = open + 1;
    if (at < pattern.length() && pattern.charAt(at) == '\'') {
      literal(begin + at, '\'');
      return at + 1;
    }
    while (at < pattern.length()) {
      boolean quote = pattern.charAt(at) == '\'';
      boolean doubled = quote && at + 1 < pattern.length() && pattern.charAt(at + 1) == '\'';
      if (quote && !doubled) {
        return at + 1;
      }
      literal(begin + at, pattern.charAt(at));
      at += doubled ? 2 : 1;
    }
    throw at(begin + open, "a quote is not closed");
  }

  private static Token field(int at, String letters) throws MalformedTemplateException {
    Optional<DateField> field = DateField.of(letters);
    if (field.isPresent()) {
      return new Token.Date(letters, field.get());
    }
    throw at(at, "'%s' %s".formatted(letters, reasonAgainst(letters.charAt(0))));
  }

  /** Why letters that {@code java.time} knows are not taken here. */
  private static String reasonAgainst(char letter) {
    return switch (letter) {
      case 'y', 'u', 'Y' ->
          "is not four digits, so that two centuries could look the same; write yyyy, or YYYY for"
              + " the year of an ISO week";
      case 'M', 'd', 'H', 'D', 'w', 'Q' ->
          "is text or of variable width; write MM, dd, HH, DDD, ww or Q";
      case 'h', 'K', 'a', 'B', 'k' ->
          "is a 12-hour clock or counts from 1, so that two hours could look the same; write HH";
      case 'L', 'E', 'e', 'c', 'G', 'q' ->
          "depends on a language or a region; write numbers: yyyy, MM, dd, HH, DDD, YYYY, ww or Q";
      case 'm', 's', 'S', 'n', 'N', 'A' ->
          "is finer than any period; a line starts again once an hour at most";
      case 'X', 'x', 'Z', 'z', 'O', 'V', 'v' ->
          "is a zone or an offset; a period has one label, also the hour that is repeated when"
              + " summer time ends";
      default -> "is no date field; write yyyy, MM, dd, HH, DDD, YYYY, ww or Q, text in quotes";
    };
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  /** A message that says where; people count from 1. */
  private static MalformedTemplateException at(int index, String reason) {
    return new MalformedTemplateException("at character %d: %s".formatted(index + 1, reason));
  }

  /**
   * What stands behind the name of a token.
   *
   * @param width 0 if none is given
   * @param grows whether the width may be exceeded
   */
  private record Options(int width, boolean grows, NumberBase base) {

    static Options of(int at, String written, String options) throws MalformedTemplateException {
      if (options.isEmpty() && written.indexOf(':') < 0) {
        return new Options(0, false, NumberBase.BASE10);
      }
      int colon = options.indexOf(':');
      String first = colon < 0 ? options : options.substring(0, colon);
      String digits = first.endsWith("+") ? first.substring(0, first.length() - 1) : first;
      boolean isWidth = digits.matches("[1-9][0-9]?");
      String base = isWidth ? (colon < 0 ? "base10" : options.substring(colon + 1)) : options;
      Optional<NumberBase> known = NumberBase.of(base.toLowerCase(Locale.ROOT));
      if (known.isEmpty()) {
        throw at(
            at,
            "%s: '%s' is neither a width of 1 to 99 nor one of %s".formatted(written, base, BASES));
      }
      return new Options(
          isWidth ? Integer.parseInt(digits) : 0, isWidth && first.endsWith("+"), known.get());
    }

    private static MalformedTemplateException at(int index, String reason) {
      return TemplateParser.at(index, reason);
    }
  }
}

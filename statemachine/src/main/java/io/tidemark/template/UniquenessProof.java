package io.tidemark.template;

import io.tidemark.period.Reset;
import io.tidemark.template.Token.Check;
import io.tidemark.template.Token.Date;
import io.tidemark.template.Token.Literal;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Shows that the strings of a template tell (period, value) apart, whatever random symbols, node
 * names and epochs are printed; or refuses the template.
 *
 * <ol>
 *   <li>The value stands in it once, as a number of one base or as its image under a permutation.
 *   <li>The fields of its dates are the same throughout a period, and differ between periods.
 *   <li>A string can be divided into the tokens in one way only. From the left, a token of fixed
 *       width ends where it must, and one of variable width where the first character stands that
 *       it can't contain, if the next token begins with none that it can; the same from the right.
 *       Between the two walks one token at most is left, and it has what is left.
 *   <li>By 3 the string determines what each token printed; by 2 the dates determine the period; by
 *       1 the digits determine the value.
 *   <li>A check, if any, covers all that varies, in an alphabet that it tells apart.
 * </ol>
 */
final class UniquenessProof {

  private UniquenessProof() {}

  /**
   * @throws MalformedTemplateException if one of the five can't be shown
   */
  static void require(List<Token> tokens, Reset reset) throws MalformedTemplateException {
    requireOneValue(tokens);
    requireDates(tokens, reset);
    requireOneDivision(tokens);
    requireCheckOverAll(tokens);
  }

  private static void requireOneValue(List<Token> tokens) throws MalformedTemplateException {
    long values = tokens.stream().filter(UniquenessProof::isValue).count();
    if (values == 0) {
      throw new MalformedTemplateException(
          "prints no value: without {seq} or {opaque:WIDTH} all IDs are the same");
    }
    if (values > 1) {
      throw new MalformedTemplateException("prints the value twice; leave one of them out");
    }
  }

  private static void requireDates(List<Token> tokens, Reset reset)
      throws MalformedTemplateException {
    Set<DateField> known = DateField.knownTo(reset);
    Set<DateField> fields = EnumSet.noneOf(DateField.class);
    for (Token token : tokens) {
      if (token instanceof Date(String text, DateField field)) {
        if (!known.contains(field)) {
          throw new MalformedTemplateException(
              reset == Reset.NONE
                  ? "prints a date, but the line never resets: only a period has a date; set reset"
                  : "'%s' is not the same throughout a period of reset %s; write %s"
                      .formatted(text, word(reset), DateField.example(reset)));
        }
        fields.add(field);
      }
    }
    if (!DateField.determine(reset, fields)) {
      throw new MalformedTemplateException(
          "prints the same for two periods of reset %s, whose values start again; write %s"
              .formatted(word(reset), DateField.example(reset)));
    }
  }

  private static void requireOneDivision(List<Token> tokens) throws MalformedTemplateException {
    int left = firstOpenFromLeft(tokens);
    int right = lastOpenFromRight(tokens);
    if (left < right) {
      throw new MalformedTemplateException(
          "%s and %s vary in width, and nothing between tells where one ends: two values could"
                  .formatted(tokens.get(left).text(), tokens.get(right).text())
              + " print the same; put a character between that they can't contain, or give a"
              + " width");
    }
  }

  /** The first token whose end a walk from the left can't tell. */
  static int firstOpenFromLeft(List<Token> tokens) {
    for (int i = 0; i < tokens.size() - 1; i++) {
      Token token = tokens.get(i);
      if (!token.isFixedWidth() && !tokens.get(i + 1).first().isDisjointFrom(token.alphabet())) {
        return i;
      }
    }
    return tokens.size() - 1;
  }

  /** The last token whose beginning a walk from the right can't tell. */
  static int lastOpenFromRight(List<Token> tokens) {
    for (int i = tokens.size() - 1; i > 0; i--) {
      Token token = tokens.get(i);
      if (!token.isFixedWidth() && !tokens.get(i - 1).last().isDisjointFrom(token.alphabet())) {
        return i;
      }
    }
    return 0;
  }

  private static void requireCheckOverAll(List<Token> tokens) throws MalformedTemplateException {
    int place = -1;
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i) instanceof Check) {
        if (place >= 0) {
          throw new MalformedTemplateException("has two checks; leave one of them out");
        }
        place = i;
      }
    }
    for (int i = 0; place >= 0 && i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token instanceof Literal || i == place) {
        continue;
      }
      Check check = (Check) tokens.get(place);
      if (i > place) {
        throw new MalformedTemplateException(
            "%s stands behind %s, which covers what stands before it; move the check to the end"
                .formatted(token.text(), check.text()));
      }
      requireTellsApart(check, token);
    }
  }

  private static void requireTellsApart(Check check, Token token)
      throws MalformedTemplateException {
    Checksum checksum = check.checksum();
    if (token instanceof Token.Node && checksum == Checksum.MOD97) {
      return; // Its hyphens and dots are passed over, but no two letters are taken for one.
    }
    if (!token.alphabet().isWithin(checksum.alphabet())) {
      throw new MalformedTemplateException(
          "%s reads digits alone, but %s prints more; take {check:mod97} or base10"
              .formatted(check.text(), token.text()));
    }
    if (checksum == Checksum.MOD97 && hasBothCases(token.alphabet())) {
      throw new MalformedTemplateException(
          "%s takes upper and lower case for the same, but %s prints both; take base36 or base32"
              .formatted(check.text(), token.text()));
    }
  }

  private static boolean hasBothCases(AsciiSet alphabet) {
    for (char c = 'A'; c <= 'Z'; c++) {
      if (alphabet.contains(c) && alphabet.contains((char) (c - 'A' + 'a'))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isValue(Token token) {
    return token instanceof Token.Sequence || token instanceof Token.Opaque;
  }

  private static String word(Reset reset) {
    return reset.name().toLowerCase(Locale.ROOT);
  }
}

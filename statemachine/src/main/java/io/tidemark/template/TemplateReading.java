package io.tidemark.template;

import io.tidemark.period.Period;
import io.tidemark.period.Reset;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Divides a string into a template's tokens, in the one way that there is, and reads each. Used by
 * one thread, for one string.
 */
final class TemplateReading {

  private final List<Token> tokens;
  private final String id;
  private final Map<DateField, Integer> fields = new EnumMap<>(DateField.class);
  private long number = -1;
  private PrintedId.Check check = PrintedId.Check.ABSENT;
  private Optional<String> node = Optional.empty();
  private OptionalLong epoch = OptionalLong.empty();

  private TemplateReading(List<Token> tokens, String id) {
    this.tokens = tokens;
    this.id = id;
  }

  static Optional<PrintedId> read(List<Token> tokens, Reset reset, String id) {
    TemplateReading reading = new TemplateReading(tokens, id);
    return reading.divide() ? reading.result(reset) : Optional.empty();
  }

  /** From the left to the token whose end can't be told there, then from the right to it. */
  private boolean divide() {
    int middle = UniquenessProof.firstOpenFromLeft(tokens);
    int begin = 0;
    for (int i = 0; i < middle; i++) {
      int end = endFrom(tokens.get(i), begin);
      if (end < 0 || !take(tokens.get(i), begin, end)) {
        return false;
      }
      begin = end;
    }
    int end = id.length();
    for (int i = tokens.size() - 1; i > middle; i--) {
      int start = beginBefore(tokens.get(i), begin, end);
      if (start < 0 || !take(tokens.get(i), start, end)) {
        return false;
      }
      end = start;
    }
    return take(tokens.get(middle), begin, end);
  }

  private int endFrom(Token token, int begin) {
    int end = begin + token.widthMin();
    if (!token.isFixedWidth()) {
      end = begin;
      while (end < id.length() && token.alphabet().contains(id.charAt(end))) {
        end++;
      }
    }
    return end <= id.length() ? end : -1;
  }

  private int beginBefore(Token token, int from, int end) {
    int begin = end - token.widthMin();
    if (!token.isFixedWidth()) {
      begin = end;
      while (begin > from && token.alphabet().contains(id.charAt(begin - 1))) {
        begin--;
      }
    }
    return begin >= from ? begin : -1;
  }

  /** Reads what stands between; false if the token can't have printed it. */
  private boolean take(Token token, int begin, int end) {
    int width = end - begin;
    if (width < token.widthMin() || width > token.widthMax()) {
      return false;
    }
    String text = id.substring(begin, end);
    return switch (token) {
      case Token.Literal(String literal) -> text.equals(literal);
      case Token.Sequence(_, int widthMin, _, NumberBase base) ->
          (width == widthMin || base.digit(text.charAt(0)) != 0) && takeNumber(base, text);
      case Token.Opaque(_, _, NumberBase base) -> takeNumber(base, text);
      case Token.Date(_, DateField field) -> takeField(field, text);
      case Token.Check(_, Checksum checksum) -> takeCheck(checksum, begin, text);
      case Token.Random(_, _, NumberBase base) -> base.parsesEach(text);
      case Token.Node _ -> {
        node = Optional.of(text);
        yield text.chars().allMatch(c -> token.alphabet().contains((char) c));
      }
      case Token.Epoch _ -> {
        epoch = NumberBase.BASE10.parse(text);
        yield epoch.isPresent();
      }
    };
  }

  private boolean takeNumber(NumberBase base, String text) {
    OptionalLong parsed = base.parse(text);
    parsed.ifPresent(found -> number = found);
    return parsed.isPresent();
  }

  private boolean takeField(DateField field, String text) {
    OptionalLong parsed = NumberBase.BASE10.parse(text);
    if (parsed.isEmpty()) {
      return false;
    }
    int found = (int) parsed.getAsLong();
    Integer before = fields.put(field, found);
    return before == null || before == found;
  }

  /** A wrong check is news, not a string of another template, as long as it is digits. */
  private boolean takeCheck(Checksum checksum, int begin, String text) {
    boolean fits = checksum.over(id.substring(0, begin)).equals(text);
    check = fits ? PrintedId.Check.VALID : PrintedId.Check.INVALID;
    return NumberBase.BASE10.parsesEach(text);
  }

  private Optional<PrintedId> result(Reset reset) {
    if (reset == Reset.NONE) {
      return Optional.of(new PrintedId(Optional.empty(), number, check, node, epoch));
    }
    Period period = period(reset);
    if (period == null
        || fields.entrySet().stream().anyMatch(f -> f.getKey().of(period) != f.getValue())) {
      return Optional.empty();
    }
    return Optional.of(new PrintedId(Optional.of(period), number, check, node, epoch));
  }

  private @Nullable Period period(Reset reset) {
    try {
      if (reset == Reset.WEEKLY) {
        return Period.ofWeek(field(DateField.WEEK_YEAR), field(DateField.WEEK));
      }
      int year = field(DateField.YEAR);
      LocalDate day =
          fields.containsKey(DateField.DAY_OF_YEAR)
              ? LocalDate.ofYearDay(year, field(DateField.DAY_OF_YEAR))
              : LocalDate.of(
                  year,
                  fields.getOrDefault(DateField.MONTH, 1),
                  fields.getOrDefault(DateField.DAY, 1));
      return reset.periodOf(day, fields.getOrDefault(DateField.HOUR, 0));
    } catch (DateTimeException | IllegalArgumentException e) {
      return null; // A day that no month has.
    }
  }

  private int field(DateField field) {
    return fields.getOrDefault(field, 0);
  }
}

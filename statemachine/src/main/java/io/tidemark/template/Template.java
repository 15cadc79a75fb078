package io.tidemark.template;

import io.tidemark.period.Period;
import io.tidemark.period.Reset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The compiled form of what the IDs of a sequence look like, such as {@code
 * ORD-{date:yyyyMMdd}-{seq:8}-{check:luhn}}.
 *
 * <ol>
 *   <li>The strings of two (period, value) pairs differ: see {@link UniquenessProof}.
 *   <li>A string is read back as the pair that it was printed from.
 *   <li>A value beyond {@link #valueMax} is never printed.
 * </ol>
 */
public final class Template {

  /** The most characters of a template. */
  public static final int TEXT_LENGTH_MAX = 200;

  /** The most characters of a printed ID. */
  public static final int ID_LENGTH_MAX = 200;

  /** The most characters of a node's name. */
  public static final int NODE_LENGTH_MAX = 63;

  private final String text;
  private final Reset reset;
  private final List<Token> tokens;
  private final Token value;
  private final long valueMax;

  /** For tokens that were proven to tell periods and values apart. */
  Template(String text, Reset reset, List<Token> tokens) {
    this.text = text;
    this.reset = reset;
    this.tokens = tokens;
    this.value =
        tokens.stream()
            .filter(t -> t instanceof Token.Sequence || t instanceof Token.Opaque)
            .findFirst()
            .orElseThrow();
    this.valueMax = valueMax(value);
  }

  /**
   * Compiles a template.
   *
   * @param reset how often the values start again
   * @throws MalformedTemplateException if it is none, or could print one string twice
   */
  public static Template compile(String text, Reset reset) throws MalformedTemplateException {
    if (text.length() > TEXT_LENGTH_MAX) {
      throw new MalformedTemplateException(
          "has %d characters, more than %d".formatted(text.length(), TEXT_LENGTH_MAX));
    }
    List<Token> tokens = TemplateParser.parse(text);
    UniquenessProof.require(tokens, reset);
    int widthMax = tokens.stream().mapToInt(Token::widthMax).sum();
    if (widthMax > ID_LENGTH_MAX) {
      throw new MalformedTemplateException(
          "may print %d characters, more than %d".formatted(widthMax, ID_LENGTH_MAX));
    }
    return new Template(text, reset, tokens);
  }

  /** How it was written. */
  public String text() {
    return text;
  }

  /** The largest value that it prints. */
  public long valueMax() {
    return valueMax;
  }

  /** Whether the value is permuted. */
  public boolean isOpaque() {
    return value instanceof Token.Opaque;
  }

  /** The base in which the value is printed. */
  public NumberBase base() {
    return switch (value) {
      case Token.Sequence sequence -> sequence.base();
      case Token.Opaque opaque -> opaque.base();
      default -> throw new IllegalStateException("unreachable: chosen when made");
    };
  }

  /** The fewest symbols that the value is printed in; for an opaque one, all that there are. */
  public int width() {
    return value.widthMin();
  }

  /**
   * Prints an ID.
   *
   * @param period of the value; null exactly if the line never resets
   * @throws IllegalArgumentException if the value is beyond {@link #valueMax}, or the period is not
   *     one of the reset
   */
  public String print(@Nullable Period period, long number, Surroundings surroundings) {
    if (number < 0 || number > valueMax) {
      throw new IllegalArgumentException(
          "value %d is not within 0..%d, what %s can print".formatted(number, valueMax, text));
    }
    StringBuilder id = new StringBuilder(48);
    for (Token token : tokens) {
      switch (token) {
        case Token.Literal(String literal) -> id.append(literal);
        case Token.Sequence(_, int widthMin, _, NumberBase base) ->
            base.append(id, number, widthMin);
        case Token.Opaque(_, int width, NumberBase base) ->
            base.append(id, surroundings.permuted(number), width);
        case Token.Date(_, DateField field) ->
            NumberBase.BASE10.append(id, field.of(required(period)), field.width());
        case Token.Check(_, Checksum checksum) -> id.append(checksum.over(id));
        case Token.Random(_, int width, NumberBase base) -> {
          for (int i = 0; i < width; i++) {
            id.append(base.symbol(surroundings.random(base.radix())));
          }
        }
        case Token.Node _ -> id.append(surroundings.node());
        case Token.Epoch _ -> NumberBase.BASE10.append(id, surroundings.epoch(), 1);
      }
    }
    return id.toString();
  }

  /** Reads an ID; empty if the template prints no such string, not even with a wrong check. */
  public Optional<PrintedId> read(String id) {
    return TemplateReading.read(tokens, reset, id);
  }

  private Period required(@Nullable Period period) {
    if (period == null || period.reset() != reset) {
      throw new IllegalArgumentException("%s can't print the period %s".formatted(text, period));
    }
    return period;
  }

  private static long valueMax(Token value) {
    return switch (value) {
      case Token.Sequence(_, _, int widthMax, NumberBase base) ->
          widthMax == base.widthMax() ? Long.MAX_VALUE : base.capacity(widthMax) - 1;
      case Token.Opaque(_, int width, NumberBase base) -> base.capacity(width) - 1;
      default -> throw new IllegalStateException("unreachable: chosen when made");
    };
  }

  @Override
  public String toString() {
    return text;
  }
}

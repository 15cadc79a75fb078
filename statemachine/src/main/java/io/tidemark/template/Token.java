package io.tidemark.template;

/** A part of a template. */
sealed interface Token {

  /** The fewest characters that it prints; at least 1. */
  int widthMin();

  /** The most characters that it prints. */
  int widthMax();

  /** Every character that it may print. */
  AsciiSet alphabet();

  /** Every character that it may begin with. */
  default AsciiSet first() {
    return alphabet();
  }

  /** Every character that it may end with. */
  default AsciiSet last() {
    return alphabet();
  }

  default boolean isFixedWidth() {
    return widthMin() == widthMax();
  }

  /** How a template writes it. */
  String text();

  /** Printed as it is. */
  record Literal(String text) implements Token {

    @Override
    public int widthMin() {
      return text.length();
    }

    @Override
    public int widthMax() {
      return text.length();
    }

    @Override
    public AsciiSet alphabet() {
      return AsciiSet.of(text);
    }

    @Override
    public AsciiSet first() {
      return AsciiSet.of(text.substring(0, 1));
    }

    @Override
    public AsciiSet last() {
      return AsciiSet.of(text.substring(text.length() - 1));
    }
  }

  /**
   * The value of the line.
   *
   * @param widthMin padded to so many symbols
   * @param widthMax the most symbols; values that need more can't be printed
   */
  record Sequence(String text, int widthMin, int widthMax, NumberBase base) implements Token {

    @Override
    public AsciiSet alphabet() {
      return base.alphabet();
    }
  }

  /** The value of the line under a keyed permutation of all numbers of the width. */
  record Opaque(String text, int width, NumberBase base) implements Token {

    @Override
    public int widthMin() {
      return width;
    }

    @Override
    public int widthMax() {
      return width;
    }

    @Override
    public AsciiSet alphabet() {
      return base.alphabet();
    }
  }

  /** A number of the period's date. */
  record Date(String text, DateField field) implements Token {

    @Override
    public int widthMin() {
      return field.width();
    }

    @Override
    public int widthMax() {
      return field.width();
    }

    @Override
    public AsciiSet alphabet() {
      return AsciiSet.DIGITS;
    }
  }

  /** A check over all that stands before it. */
  record Check(String text, Checksum checksum) implements Token {

    @Override
    public int widthMin() {
      return checksum.width();
    }

    @Override
    public int widthMax() {
      return checksum.width();
    }

    @Override
    public AsciiSet alphabet() {
      return AsciiSet.DIGITS;
    }
  }

  /** Random symbols, which no uniqueness rests on. */
  record Random(String text, int width, NumberBase base) implements Token {

    @Override
    public int widthMin() {
      return width;
    }

    @Override
    public int widthMax() {
      return width;
    }

    @Override
    public AsciiSet alphabet() {
      return base.alphabet();
    }
  }

  /** The name of the node that issues. */
  record Node(String text) implements Token {

    private static final AsciiSet ALPHABET = AsciiSet.of("abcdefghijklmnopqrstuvwxyz0123456789._-");

    @Override
    public int widthMin() {
      return 1;
    }

    @Override
    public int widthMax() {
      return Template.NODE_LENGTH_MAX;
    }

    @Override
    public AsciiSet alphabet() {
      return ALPHABET;
    }
  }

  /** The cluster's life number. */
  record Epoch(String text) implements Token {

    @Override
    public int widthMin() {
      return 1;
    }

    @Override
    public int widthMax() {
      return NumberBase.BASE10.widthMax();
    }

    @Override
    public AsciiSet alphabet() {
      return AsciiSet.DIGITS;
    }
  }
}

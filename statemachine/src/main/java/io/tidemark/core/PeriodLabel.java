package io.tidemark.core;

/**
 * The printed label of a period, which keys its number line. A namespace without reset has the one
 * label {@link #NONE}.
 */
public record PeriodLabel(String value) implements Comparable<PeriodLabel> {

  /** The label of the only line of a namespace that never resets. */
  public static final PeriodLabel NONE = new PeriodLabel("");

  private static final int LENGTH_MAX = 32;

  /**
   * @param value up to 32 characters of printable ASCII
   * @throws IllegalArgumentException otherwise
   */
  public PeriodLabel {
    if (value.length() > LENGTH_MAX || !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException(
          "period label '%s' must be up to 32 printable ASCII characters".formatted(value));
    }
  }

  @Override
  public int compareTo(PeriodLabel other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}

package io.tidemark.core;

/**
 * What is stored of a number line.
 *
 * @param highWaterMark the first value that has never been reserved. It only rises
 * @param reservedTotal how many values were ever reserved (gaps of raises not counted)
 * @param rangesKept how many range records of the line are stored
 * @param raiseNonce nonce of the last raise by an operator, so that its retry is recognised
 * @param raiseIncarnation incarnation that proposed the last raise, because a nonce is unique
 *     within one only; {@link IncarnationNumber#NONE} if there was none
 * @param period when values of the line may be reserved, as its first proposer had it; {@link
 *     TimeWindow#EMPTY} for a line that never resets
 */
public record LineRecord(
    long highWaterMark,
    long reservedTotal,
    int rangesKept,
    long raiseNonce,
    IncarnationNumber raiseIncarnation,
    TimeWindow period) {

  /** A line that never resets. */
  public LineRecord(
      long highWaterMark,
      long reservedTotal,
      int rangesKept,
      long raiseNonce,
      IncarnationNumber raiseIncarnation) {
    this(highWaterMark, reservedTotal, rangesKept, raiseNonce, raiseIncarnation, TimeWindow.EMPTY);
  }

  LineRecord withRangesKept(int count) {
    return new LineRecord(
        highWaterMark, reservedTotal, count, raiseNonce, raiseIncarnation, period);
  }
}

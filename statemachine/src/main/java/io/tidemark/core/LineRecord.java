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
 */
public record LineRecord(
    long highWaterMark,
    long reservedTotal,
    int rangesKept,
    long raiseNonce,
    IncarnationNumber raiseIncarnation) {}

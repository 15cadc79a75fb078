package io.tidemark.node.service;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The IDs of one request as ASCII text, in their order, as they will be told: issuers write them
 * where they are sent from, without a string in between. Meant to be used again and again; for one
 * thread at a time.
 */
public final class IdText {

  /** What stands around each ID. */
  public enum Shape {
    /** Each ID is followed by a newline. */
    LINES,
    /** Each ID is a JSON string; commas stand between them. */
    JSON_STRINGS
  }

  /** An array that has grown beyond this is not kept for the next request. */
  private static final int KEPT_BYTES_MAX = 1 << 20;

  private static final int BYTES_AT_FIRST = 256;

  /** The most that stands around one ID: two quotation marks and a comma. */
  private static final int AROUND_LENGTH_MAX = 3;

  private final Answer<IdText> granted = Answer.of(this);
  private byte[] bytes = new byte[BYTES_AT_FIRST];
  private Shape shape = Shape.LINES;
  private int length;
  private int count;
  private boolean run;
  private int firstBegin;
  private int firstEnd;
  private int lastBegin;
  private int lastEnd;

  /** Forgets what was written, and begins anew. */
  public IdText begin(Shape next) {
    if (bytes.length > KEPT_BYTES_MAX) {
      bytes = new byte[BYTES_AT_FIRST];
    }
    shape = next;
    length = 0;
    count = 0;
    run = false;
    return this;
  }

  /** The answer to a request whose IDs are all here. */
  public Answer<IdText> granted() {
    return granted;
  }

  /**
   * Begins an ID.
   *
   * @param lengthMax the most characters that it will have
   * @return where in {@link #array} it begins; to be followed by {@link #close}
   */
  public int open(int lengthMax) {
    ensure(lengthMax + AROUND_LENGTH_MAX);
    if (shape == Shape.JSON_STRINGS) {
      if (count > 0) {
        bytes[length++] = ',';
      }
      bytes[length++] = '"';
    }
    return length;
  }

  /** What is written into; another one after each {@link #open}. */
  public byte[] array() {
    return bytes;
  }

  /**
   * Ends the ID that was begun last.
   *
   * @param end behind its last character
   */
  public void close(int end) {
    if (count == 0) {
      firstBegin = length;
      firstEnd = end;
    }
    lastBegin = length;
    lastEnd = end;
    count++;
    bytes[end] = shape == Shape.JSON_STRINGS ? (byte) '"' : (byte) '\n';
    length = end + 1;
  }

  /** Adds an ID of printable ASCII characters; what JSON wants escaped is. */
  public void add(String id) {
    int at = open(2 * id.length());
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        throw new IllegalArgumentException("an ID holds the character %d".formatted((int) c));
      }
      if (shape == Shape.JSON_STRINGS && (c == '"' || c == '\\')) {
        bytes[at++] = '\\';
      }
      bytes[at++] = (byte) c;
    }
    close(at);
  }

  /** Takes note that the IDs are those of consecutive values of one number line. */
  public void markRun() {
    run = true;
  }

  /** Whether the IDs are those of consecutive values of one number line. */
  public boolean isRun() {
    return run;
  }

  /** Adds what is no ID. */
  public void append(byte[] ascii) {
    ensure(ascii.length);
    System.arraycopy(ascii, 0, bytes, length, ascii.length);
    length += ascii.length;
  }

  /** Adds the first ID again, without what stands around it. */
  public void appendFirst() {
    appendAgain(firstBegin, firstEnd);
  }

  /** Adds the last ID again, without what stands around it. */
  public void appendLast() {
    appendAgain(lastBegin, lastEnd);
  }

  /** How many bytes were written to the beginning of {@link #array}. */
  public int length() {
    return length;
  }

  /** The IDs one by one; nothing else may have been written, and as {@link Shape#LINES}. */
  public List<String> ids() {
    if (shape != Shape.LINES) {
      throw new IllegalStateException("only lines can be read back");
    }
    List<String> ids = new ArrayList<>(count);
    int begin = 0;
    for (int i = 0; i < count; i++) {
      int end = begin;
      while (bytes[end] != '\n') {
        end++;
      }
      ids.add(new String(bytes, begin, end - begin, StandardCharsets.ISO_8859_1));
      begin = end + 1;
    }
    return run ? new IdRun(ids) : ids;
  }

  private void appendAgain(int begin, int end) {
    ensure(end - begin);
    System.arraycopy(bytes, begin, bytes, length, end - begin);
    length += end - begin;
  }

  private void ensure(int more) {
    if (more > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}

package io.tidemark.encoding;

/** Bytes that this version can't turn into a value. Nothing of them was believed. */
public abstract sealed class EncodingException extends RuntimeException
    permits MalformedEncodingException, UnsupportedVersionException {

  private static final long serialVersionUID = 1L;

  EncodingException(String message) {
    super(message);
  }

  EncodingException(String message, Throwable cause) {
    super(message, cause);
  }
}

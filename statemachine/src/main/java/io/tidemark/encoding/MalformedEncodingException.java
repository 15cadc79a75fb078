package io.tidemark.encoding;

/** The bytes are no encoding of what they should be: torn, flipped or foreign. */
public final class MalformedEncodingException extends EncodingException {

  private static final long serialVersionUID = 1L;

  MalformedEncodingException(String message) {
    super(message);
  }

  MalformedEncodingException(String message, Throwable cause) {
    super(message, cause);
  }
}

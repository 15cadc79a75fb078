package io.tidemark.store;

/** The live store can't be read or written. A fault of this node, which must halt. */
public final class StoreFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StoreFailedException(String message) {
    super(message);
  }

  StoreFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}

package io.tidemark.core;

/**
 * The stored state contradicts itself: a fault of this node, which must halt before it gives
 * anything away.
 */
public final class BrokenInvariantException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  public BrokenInvariantException(String message) {
    super(message);
  }
}

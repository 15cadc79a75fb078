package io.tidemark.node.service;

/**
 * What became of a request.
 *
 * @param <T> what a granted request yields
 */
public sealed interface Answer<T> {

  /** As asked. */
  record Granted<T>(T value) implements Answer<T> {}

  /** Not as asked; the problem says what happened. */
  record Denied<T>(Problem problem) implements Answer<T> {}

  /** As asked. */
  static <T> Answer<T> of(T value) {
    return new Granted<>(value);
  }

  /** Not as asked. */
  static <T> Answer<T> denied(Problem problem) {
    return new Denied<>(problem);
  }
}

package io.tidemark.store;

/** How long the view or the tables of one transaction may be used. Used by one thread. */
final class Scope {

  private final boolean writable;
  private boolean ended;

  Scope(boolean writable) {
    this.writable = writable;
  }

  void end() {
    ended = true;
  }

  void checkReadable() {
    if (ended) {
      throw new IllegalStateException("the transaction of this view or table has ended");
    }
  }

  void checkWritable() {
    checkReadable();
    if (!writable) {
      throw new IllegalStateException("a view can't be written");
    }
  }
}

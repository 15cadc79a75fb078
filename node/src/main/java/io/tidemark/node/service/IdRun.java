package io.tidemark.node.service;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/**
 * The IDs of consecutive values of one number line, in their order: who knows the first and the
 * last knows them all.
 */
public final class IdRun extends AbstractList<String> implements RandomAccess {

  private final List<String> ids;

  /** A run of at least one ID. */
  public IdRun(List<String> ids) {
    this.ids = List.copyOf(ids);
  }

  @Override
  public String get(int index) {
    return ids.get(index);
  }

  @Override
  public int size() {
    return ids.size();
  }
}

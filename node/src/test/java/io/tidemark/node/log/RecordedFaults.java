package io.tidemark.node.log;

import io.tidemark.core.Fault;
import io.tidemark.core.FaultHandler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers faults instead of halting. */
public final class RecordedFaults implements FaultHandler {

  private final List<Fault> faults = new CopyOnWriteArrayList<>();

  @Override
  public void halt(Fault fault) {
    faults.add(fault);
  }

  /** The causes of all faults, in order. */
  public List<Fault.Cause> causes() {
    return faults.stream().map(Fault::cause).toList();
  }
}

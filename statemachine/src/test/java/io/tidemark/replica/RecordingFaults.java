package io.tidemark.replica;

import io.tidemark.core.Fault;
import io.tidemark.core.FaultHandler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers faults and, unlike the real handler, returns. */
final class RecordingFaults implements FaultHandler {

  private final List<Fault> faults = new CopyOnWriteArrayList<>();

  @Override
  public void halt(Fault fault) {
    faults.add(fault);
  }

  List<Fault> all() {
    return List.copyOf(faults);
  }

  List<Fault.Cause> causes() {
    return faults.stream().map(Fault::cause).toList();
  }
}

package io.tidemark.tools;

import io.tidemark.core.Fault;
import io.tidemark.core.FaultHandler;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the process at once, with the fault's exit code and one line that says why. */
final class ProcessHalt implements FaultHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ProcessHalt.class);

  private final AtomicBoolean halting = new AtomicBoolean();

  @Override
  public void halt(Fault fault) {
    if (halting.compareAndSet(false, true)) {
      LOG.error("halting ({}): {}", fault.cause(), fault.detail(), fault.thrown());
      Runtime.getRuntime().halt(fault.cause().exitCode());
    }
  }
}

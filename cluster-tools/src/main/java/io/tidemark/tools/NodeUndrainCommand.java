package io.tidemark.tools;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings a drained node back. */
@Command(
    name = "undrain",
    description = "Bring a drained node back: it issues again, and may lead.",
    footer = {"", "Example:", "  tidemark node undrain n2"})
final class NodeUndrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Parameters(paramLabel = "NODE", description = "The name of a member.")
  private String node = "";

  @Override
  public Integer call() {
    return DutyChange.undrain(node).make(spec, client);
  }
}

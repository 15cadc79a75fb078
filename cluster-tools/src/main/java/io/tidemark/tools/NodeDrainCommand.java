package io.tidemark.tools;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes a node off duty. */
@Command(
    name = "drain",
    description = {
      "Take a node off duty: it finishes the requests that wait, burns what it holds, hands over"
          + " leadership, and refuses new requests. It stays a member and votes.",
      "It comes back by 'tidemark node undrain', or when it is restarted. Exit code 6 if no other"
          + " voter serves."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark node drain n2",
      "  tidemark node drain n2 --endpoints http://10.0.0.1:8080"
    })
final class NodeDrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Parameters(paramLabel = "NODE", description = "The name of a member.")
  private String node = "";

  @Option(
      names = {"-y", "--yes"},
      description = "Also if no other voter serves, so that all issuing stops.")
  private boolean yes;

  @Override
  public Integer call() {
    return DutyChange.drain(node, yes).make(spec, client);
  }
}

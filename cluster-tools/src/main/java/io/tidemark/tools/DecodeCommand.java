package io.tidemark.tools;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what an ID says. */
@Command(
    name = "decode",
    description = "Print what an ID says, and where it came from as far as the cluster knows.",
    footer = {
      "",
      "Examples:",
      "  tidemark decode 01991f3c-5a80-7c41-b2c5-51d0b9e0a4f7",
      "  tidemark decode ORD-20261122-00000042-6 --namespace orders"
    })
final class DecodeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Parameters(paramLabel = "ID", description = "The ID.")
  private String id = "";

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      description = "Read it by this namespace's rule (default: by its form, listing candidates).")
  private @Nullable String namespace;

  @Override
  public Integer call() {
    ObjectNode body = new JsonMapper().createObjectNode().put("id", id);
    if (namespace != null) {
      body.put("namespace", namespace);
    }
    // A body, because an ID may have characters that no path can carry.
    return Fields.print(
        spec,
        client,
        client.call(
            new ApiCall("POST", "/v1/ids/decode", body.toString(), "application/json", true)));
  }
}

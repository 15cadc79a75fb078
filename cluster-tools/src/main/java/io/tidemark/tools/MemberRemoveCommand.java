package io.tidemark.tools;

import io.tidemark.tools.MemberSteps.Ended;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Removes a member. */
@Command(
    name = "remove",
    description = {
      "Remove a member. Its process stops, and its data directory is of no use any more.",
      "Refused where the voters that stay would have no majority. Drain the node first, so that"
          + " requests to it don't fail."
    },
    footer = {"", "Example:", "  tidemark member remove n4 --yes"})
final class MemberRemoveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;
  @Mixin private MemberOptions options;
  @Mixin private Confirmation confirmation;

  @Parameters(paramLabel = "NAME", description = "The member.")
  private String name = "";

  @Override
  public Integer call() {
    MemberSteps steps = new MemberSteps(spec, client, options.duration(), System::nanoTime);
    Roster roster = steps.roster();
    if (roster == null) {
      return ExitCode.UNREACHABLE.code();
    }
    if (!confirmation.given(
        "%s will stop, and can't come back with its data directory.".formatted(name), name)) {
      return ExitCode.FAILED.code();
    }
    return switch (steps.remove(name, roster.configurationIndex())) {
      case Ended.Failed(int exitCode) -> exitCode;
      case Ended.Done ignored -> {
        Answers.print(spec, "%s is removed".formatted(name));
        yield ExitCode.OK.code();
      }
    };
  }
}

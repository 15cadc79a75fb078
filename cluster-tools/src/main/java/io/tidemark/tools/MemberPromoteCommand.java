package io.tidemark.tools;

import io.tidemark.tools.MemberSteps.Ended;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a listener a voter. */
@Command(
    name = "promote",
    description = "Make a listener a voter. Waits until it has caught up.",
    footer = {"", "Example:", "  tidemark member promote n4"})
final class MemberPromoteCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;
  @Mixin private MemberOptions options;

  @Parameters(paramLabel = "NAME", description = "The listener.")
  private String name = "";

  @Override
  public Integer call() {
    MemberSteps steps = new MemberSteps(spec, client, options.duration(), System::nanoTime);
    Roster roster = steps.roster();
    return roster == null
        ? ExitCode.UNREACHABLE.code()
        : promote(spec, steps, name, roster.configurationIndex());
  }

  static int promote(CommandSpec spec, MemberSteps steps, String name, long index) {
    return switch (steps.promote(name, index)) {
      case Ended.Failed(int exitCode) -> exitCode;
      case Ended.Done ignored -> {
        Answers.print(spec, "%s is a voter".formatted(name));
        yield ExitCode.OK.code();
      }
    };
  }
}

package io.tidemark.tools;

import io.tidemark.tools.MemberSteps.Ended;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts a new node in the place of a voter. */
@Command(
    name = "replace",
    description = {
      "Put another node in the place of a voter. The new one is started as 'member add' says,"
          + " unless it is a listener already; once it has caught up, both change places at once,"
          + " so that the number of voters stays."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark member replace n1 n4 10.0.0.4:7400 --yes",
      "  tidemark member replace n1 n4 --yes"
    })
final class MemberReplaceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;
  @Mixin private MemberOptions options;
  @Mixin private Confirmation confirmation;

  @Parameters(index = "0", paramLabel = "OLD", description = "The voter that leaves.")
  private String old = "";

  @Parameters(index = "1", paramLabel = "NEW", description = "The node that comes.")
  private String by = "";

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "HOST:PORT",
      description = "Where the other nodes reach the new one, unless it is a listener already.")
  private @Nullable String address;

  @Override
  public Integer call() {
    MemberSteps steps = new MemberSteps(spec, client, options.duration(), System::nanoTime);
    Roster roster = steps.roster();
    if (roster == null) {
      return ExitCode.UNREACHABLE.code();
    }
    String where = address;
    boolean isMember = roster.member(by).isPresent();
    if (!isMember && where == null) {
      throw new ParameterException(
          spec.commandLine(),
          "%s is not a member yet; say where it is: tidemark member replace %s %s HOST:PORT"
              .formatted(by, old, by));
    }
    if (!confirmation.given(
        "%s will stop, and can't come back with its data directory.".formatted(old), old)) {
      return ExitCode.FAILED.code();
    }
    if (!isMember && where != null && roster.member(old).isPresent()) {
      Answers.print(spec, StartInstructions.of(roster, by, where));
    }
    return switch (steps.replace(old, by, isMember ? null : where, roster.configurationIndex())) {
      case Ended.Failed(int exitCode) -> exitCode;
      case Ended.Done ignored -> {
        Answers.print(spec, "%s is a voter, and %s is removed".formatted(by, old));
        yield ExitCode.OK.code();
      }
    };
  }
}

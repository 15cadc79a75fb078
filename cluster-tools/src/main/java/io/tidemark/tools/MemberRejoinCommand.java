package io.tidemark.tools;

import io.tidemark.tools.MemberSteps.Ended;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings a node back that lost its disk. */
@Command(
    name = "rejoin",
    description = {
      "Bring a node back under its name that lost its disk, or whose disk can't be trusted: its old"
          + " self is removed, and the node joins anew with an empty data directory.",
      "The node must be stopped, or started with --join already. May be repeated, and goes on where"
          + " it was."
    },
    footer = {"", "Example:", "  tidemark member rejoin n2 --yes"})
final class MemberRejoinCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;
  @Mixin private MemberOptions options;
  @Mixin private Confirmation confirmation;

  @Parameters(paramLabel = "NAME", description = "The node.")
  private String name = "";

  @Override
  public Integer call() {
    MemberSteps steps = new MemberSteps(spec, client, options.duration(), System::nanoTime);
    Roster roster = steps.roster();
    if (roster == null) {
      return ExitCode.UNREACHABLE.code();
    }
    Optional<Roster.Entry> member = roster.member(name);
    if (member.isEmpty()) {
      return Answers.fail(
          spec,
          Failure.of(
              ExitCode.FAILED,
              "%s is not a member of this cluster, which has %s; to add it: tidemark member add %s HOST:PORT"
                  .formatted(name, roster.names(), name)));
    }
    if (member.get().isUp()) {
      return Answers.fail(
          spec,
          Failure.of(
              ExitCode.CONFLICT,
              "%s runs and has its data; stop it first if it is to begin anew".formatted(name)));
    }
    if (!confirmation.given(
        "The old data directory of %s will be of no use.".formatted(name), name)) {
      return ExitCode.FAILED.code();
    }
    return switch (steps.remove(name, roster.configurationIndex())) {
      case Ended.Failed(int exitCode) -> exitCode;
      case Ended.Done(long index) ->
          comeBack(steps, roster, member.get().raftAddress(), member.get().isVoter(), index);
    };
  }

  private int comeBack(
      MemberSteps steps, Roster roster, String address, boolean votes, long index) {
    Answers.print(
        spec,
        "%s is removed. If this command ends early, go on with: tidemark member add %s %s%n"
            .formatted(name, name, address));
    Answers.print(spec, StartInstructions.of(roster, name, address));
    return MemberAddCommand.added(spec, name, !votes, steps.add(name, address, !votes, index));
  }
}

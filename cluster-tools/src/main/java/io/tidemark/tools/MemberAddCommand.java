package io.tidemark.tools;

import io.tidemark.tools.MemberSteps.Ended;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds a node. */
@Command(
    name = "add",
    description = {
      "Add a node. Prints how to start it, waits until it runs and has caught up, and makes it a"
          + " voter then. Until then it only listens. Several are added one after the other.",
      "May be repeated, and goes on where it was."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark member add n4 10.0.0.4:7400",
      "  tidemark member add n4 10.0.0.4:7400 n5 10.0.0.5:7400",
      "  tidemark member add n4 10.0.0.4:7400 --listener"
    })
final class MemberAddCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;
  @Mixin private MemberOptions options;

  @Parameters(
      arity = "2..*",
      paramLabel = "NAME HOST:PORT",
      hideParamSyntax = true,
      description =
          "The new node, and where the other nodes reach it (its entry in --peers); then the next.")
  private List<String> nodes = List.of();

  @Option(
      names = "--listener",
      description = "Let it only listen for good: it issues, and does not vote.")
  private boolean listener;

  @Override
  public Integer call() {
    if (nodes.size() % 2 != 0) {
      throw new ParameterException(
          spec.commandLine(), "'%s' has no HOST:PORT after it".formatted(nodes.getLast()));
    }
    MemberSteps steps = new MemberSteps(spec, client, options.duration(), System::nanoTime);
    int exitCode = ExitCode.OK.code();
    for (int i = 0; i < nodes.size() && exitCode == ExitCode.OK.code(); i += 2) {
      exitCode = add(steps, nodes.get(i), nodes.get(i + 1));
    }
    return exitCode;
  }

  private int add(MemberSteps steps, String name, String address) {
    Roster roster = steps.roster();
    if (roster == null) {
      return ExitCode.UNREACHABLE.code();
    }
    if (roster.member(name).isEmpty()) {
      Answers.print(spec, StartInstructions.of(roster, name, address));
    }
    return added(
        spec, name, listener, steps.add(name, address, listener, roster.configurationIndex()));
  }

  /** Says what came of it; returns the exit code. */
  static int added(CommandSpec spec, String name, boolean listener, Ended ended) {
    return switch (ended) {
      case Ended.Failed(int exitCode) -> exitCode;
      case Ended.Done ignored -> {
        Answers.print(
            spec, "%s has caught up and is a %s".formatted(name, MemberSteps.role(listener)));
        yield ExitCode.OK.code();
      }
    };
  }
}

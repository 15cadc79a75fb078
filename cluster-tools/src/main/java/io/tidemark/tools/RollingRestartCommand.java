package io.tidemark.tools;

import io.tidemark.tools.MemberSteps.Ended;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Restarts all nodes, one at a time. */
@Command(
    name = "rolling-restart",
    description = {
      "Restart all nodes, one at a time and the leader last: each is drained, restarted by a"
          + " command of yours, and awaited until it serves and has caught up, before the next one"
          + " is touched. Stops at the first that does not come back.",
      "The command is run by sh, with the variables TIDEMARK_NODE, TIDEMARK_NODE_RAFT and"
          + " TIDEMARK_NODE_HTTP set; it must end once the restart is under way."
    },
    footer = {
      "",
      "Example:",
      "  tidemark cluster rolling-restart --yes \\",
      "    --command 'ssh \"${TIDEMARK_NODE_RAFT%%:*}\" systemctl restart tidemark'"
    })
final class RollingRestartCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;
  @Mixin private MemberOptions options;
  @Mixin private Confirmation confirmation;

  @Option(
      names = "--command",
      required = true,
      paramLabel = "COMMAND",
      description = "Restarts the node that TIDEMARK_NODE names.")
  private String command = "";

  @Override
  public Integer call() throws InterruptedException {
    Optional<Roster> found = roster();
    if (found.isEmpty()) {
      return ExitCode.UNREACHABLE.code();
    }
    List<String> order = order(found.get());
    if (!confirmation.given("Will restart %s, in this order.".formatted(order), "yes")) {
      return ExitCode.FAILED.code();
    }
    for (String name : order) {
      int exitCode = restart(name);
      if (exitCode != ExitCode.OK.code()) {
        return exitCode;
      }
    }
    Answers.print(spec, "all %d nodes are restarted".formatted(order.size()));
    return ExitCode.OK.code();
  }

  /** The leader last, so that leadership passes on once. */
  static List<String> order(Roster roster) {
    List<String> names = new ArrayList<>(roster.names());
    names.sort(
        Comparator.comparing((String name) -> name.equals(roster.leader()))
            .thenComparing(Comparator.naturalOrder()));
    return names;
  }

  /** Restarts one node; returns the exit code. */
  private int restart(String name) throws InterruptedException {
    MemberSteps steps = new MemberSteps(spec, client, options.duration(), System::nanoTime);
    Optional<Roster.Entry> before = awaitWell(steps, name, -1);
    if (before.isEmpty()) {
      return failed(
          ExitCode.UNHEALTHY,
          "not every member serves and has caught up, so %s was not restarted; look with: tidemark cluster status"
              .formatted(name));
    }
    say("%s: draining".formatted(name));
    if (steps.drain(name) instanceof Ended.Failed(int exitCode)) {
      return exitCode;
    }
    say("%s: restarting".formatted(name));
    Optional<String> broken = run(before.get());
    if (broken.isPresent()) {
      return failed(ExitCode.FAILED, "%s: %s".formatted(name, broken.get()));
    }
    if (awaitWell(steps, name, before.get().incarnation()).isEmpty()) {
      return failed(
          ExitCode.UNHEALTHY,
          "%s did not come back in time; the nodes after it were left alone".formatted(name));
    }
    Answers.print(spec, "%s is restarted and serves".formatted(name));
    return ExitCode.OK.code();
  }

  private int failed(ExitCode exitCode, String line) {
    return Answers.fail(spec, Failure.of(exitCode, line));
  }

  /**
   * Waits until every member serves and has caught up, and one of them is another process than it
   * was.
   *
   * @param incarnation of the process that must be gone; -1 if any will do
   */
  private Optional<Roster.Entry> awaitWell(MemberSteps steps, String name, long incarnation)
      throws InterruptedException {
    while (true) {
      Optional<Roster> roster = roster();
      Optional<Roster.Entry> member = roster.flatMap(r -> r.member(name));
      if (roster.isPresent()
          && roster.get().members().stream().allMatch(Roster.Entry::isWell)
          && member.filter(m -> m.incarnation() > incarnation).isPresent()) {
        return member;
      }
      if (!steps.waited("all members serve and have caught up")) {
        return Optional.empty();
      }
    }
  }

  /** Quiet while an endpoint is being restarted. */
  private Optional<Roster> roster() {
    return client.call(ApiCall.get("/v1/cluster")) instanceof ApiResult.Answered answered
            && answered.succeeded()
        ? Optional.of(Roster.of(answered.text()))
        : Optional.empty();
  }

  /** Runs the command; tells why it failed. */
  private Optional<String> run(Roster.Entry member) throws InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).inheritIO();
    builder.environment().put("TIDEMARK_NODE", member.name());
    builder.environment().put("TIDEMARK_NODE_RAFT", member.raftAddress());
    builder.environment().put("TIDEMARK_NODE_HTTP", member.httpAddress());
    try {
      Process process = builder.start();
      if (!process.waitFor(options.duration().toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        return Optional.of("the command did not end within the wait");
      }
      return process.exitValue() == 0
          ? Optional.empty()
          : Optional.of("the command ended with exit code " + process.exitValue());
    } catch (IOException e) {
      return Optional.of("the command could not be run: " + e.getMessage());
    }
  }

  private void say(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }
}

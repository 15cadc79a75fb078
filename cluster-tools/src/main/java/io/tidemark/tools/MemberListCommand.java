package io.tidemark.tools;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the members. */
@Command(
    name = "list",
    description =
        "List the members: who votes, who listens, and where they are; and who is being added.",
    footer = {"", "Example:", "  tidemark member list"})
final class MemberListCommand implements Callable<Integer> {

  private static final List<String> HEADER =
      List.of("NODE", "ROLE", "STATE", "LAG", "RAFT", "HTTP");

  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Override
  public Integer call() {
    ApiResult result = client.call(ApiCall.get("/v1/cluster"));
    if (!(result instanceof ApiResult.Answered answered)
        || !answered.succeeded()
        || client.output() == ClientOptions.Output.JSON) {
      return Answers.print(spec, result);
    }
    Roster roster = Roster.of(answered.text());
    List<List<String>> rows =
        roster.members().stream()
            .map(
                member ->
                    List.of(
                        member.name(),
                        member.role(),
                        member.isUp() ? "up" : "down",
                        member.lag() < 0 ? Columns.NOTHING : String.valueOf(member.lag()),
                        member.raftAddress(),
                        member.httpAddress().equals("null")
                            ? Columns.NOTHING
                            : member.httpAddress()))
            .toList();
    Answers.print(
        spec,
        client.output() == ClientOptions.Output.PLAIN
            ? Columns.tabbed(rows)
            : Columns.aligned(HEADER, rows) + roster.pending());
    return ExitCode.OK.code();
  }
}

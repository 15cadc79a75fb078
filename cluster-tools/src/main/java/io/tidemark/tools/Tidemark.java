package io.tidemark.tools;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** The {@code tidemark} command: reads the command line and runs the subcommand that it names. */
@Command(
    name = "tidemark",
    description = "A self-contained cluster that hands out unique IDs.",
    versionProvider = VersionCommand.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Examples:", "  tidemark demo", "  tidemark generate"})
public final class Tidemark implements Runnable {
  @Spec private CommandSpec spec;

  private Tidemark() {}

  /**
   * Runs one command and exits with its code: 0 ok, 1 failed, 2 usage, 3 unreachable, 4 not
   * allowed, 5 unhealthy, 6 conflict, 7 outcome unknown.
   */
  public static void main(String[] args) {
    // Numbers in messages look the same on every machine.
    Locale.setDefault(Locale.ROOT);
    System.exit(commandLine(ServingMember::start, System.getenv()).execute(args));
  }

  /** The command with everything below it. */
  static CommandLine commandLine(Member.Start start, Map<String, String> environment) {
    CommandLine top =
        new CommandLine(new Tidemark())
            .addSubcommand(new DemoCommand(environment))
            .addSubcommand(new GenerateCommand())
            .addSubcommand(new DecodeCommand())
            .addSubcommand(new ClusterCommand())
            .addSubcommand(new MemberCommand())
            .addSubcommand(new NodeCommand())
            .addSubcommand(new CheckCommand())
            .addSubcommand(new DebugCommand())
            .addSubcommand(new BenchCommand())
            .addSubcommand(new CompletionCommand())
            .addSubcommand(ConfigCommand.commandLine(environment))
            .addSubcommand(new NamespaceCommand())
            .addSubcommand(new SnapshotCommand())
            .addSubcommand(new ServerCommand(start, environment))
            .addSubcommand(new TrainCommand(start))
            .addSubcommand(new VersionCommand())
            .addSubcommand(new HelpCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(Tidemark::failed);
    top.getCommandSpec()
        .addOption(
            OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print the version and exit.")
                .build());
    addHelp(top);
    return top;
  }

  /** To every command but {@code help}, which brings its own. */
  private static void addHelp(CommandLine command) {
    if (!(command.getCommandSpec().userObject() instanceof HelpCommand)) {
      command
          .getCommandSpec()
          .addOption(
              OptionSpec.builder("-h", "--help")
                  .usageHelp(true)
                  .description("Show this help and exit.")
                  .build());
    }
    command.getSubcommands().values().forEach(Tidemark::addHelp);
  }

  /** Without a command: says what there is. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** What no command expected. The stack trace is what a report of the defect needs. */
  private static int failed(
      Exception thrown, CommandLine commandLine, CommandLine.ParseResult arguments) {
    PrintWriter err = commandLine.getErr();
    err.println(commandLine.getCommandSpec().qualifiedName() + " failed: " + thrown);
    thrown.printStackTrace(err);
    err.flush();
    return commandLine.getCommandSpec().exitCodeOnExecutionException();
  }
}

package io.tidemark.tools;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
  /** All subcommands, in the order of the help. */
  private static final List<String> NAMES =
      List.of(
          "demo",
          "generate",
          "decode",
          "cluster",
          "member",
          "node",
          "check",
          "debug",
          "bench",
          "completion",
          "config",
          "namespace",
          "snapshot",
          "server",
          "train",
          "version",
          "help");

  /** These look at all commands. */
  private static final Set<String> ABOUT_ALL = Set.of("completion", "help");

  @Spec private CommandSpec spec;

  private Tidemark() {}

  /**
   * Runs one command and exits with its code: 0 ok, 1 failed, 2 usage, 3 unreachable, 4 not
   * allowed, 5 unhealthy, 6 conflict, 7 outcome unknown.
   */
  public static void main(String[] args) {
    // Numbers in messages look the same on every machine.
    Locale.setDefault(Locale.ROOT);
    System.exit(commandLine(ServingMember::start, System.getenv(), args).execute(args));
  }

  /** The command with everything below it. */
  static CommandLine commandLine(Member.Start start, Map<String, String> environment) {
    return over(NAMES, start, environment);
  }

  /**
   * The command with what a command line needs of it: the subcommand that its first word names, or
   * everything. Most of what a short run costs is the reading of the annotations of commands.
   */
  static CommandLine commandLine(
      Member.Start start, Map<String, String> environment, String[] arguments) {
    String first = arguments.length == 0 ? "" : arguments[0];
    boolean alone = NAMES.contains(first) && !ABOUT_ALL.contains(first);
    return over(alone ? List.of(first) : NAMES, start, environment);
  }

  private static CommandLine over(
      List<String> names, Member.Start start, Map<String, String> environment) {
    CommandLine top = new CommandLine(new Tidemark());
    names.forEach(name -> top.addSubcommand(subcommand(name, start, environment)));
    top.setCaseInsensitiveEnumValuesAllowed(true).setExecutionExceptionHandler(Tidemark::failed);
    top.getCommandSpec()
        .addOption(
            OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print the version and exit.")
                .build());
    addHelp(top);
    return top;
  }

  /**
   * One subcommand. No constructor is referred to as a value: the JVM fails to write an AOT cache
   * with references to classes that implement picocli's, which are too old for it.
   */
  private static Object subcommand(
      String name, Member.Start start, Map<String, String> environment) {
    return switch (name) {
      case "demo" -> new DemoCommand(environment);
      case "generate" -> new GenerateCommand();
      case "decode" -> new DecodeCommand();
      case "cluster" -> new ClusterCommand();
      case "member" -> new MemberCommand();
      case "node" -> new NodeCommand();
      case "check" -> new CheckCommand();
      case "debug" -> new DebugCommand();
      case "bench" -> new BenchCommand();
      case "completion" -> new CompletionCommand();
      case "config" -> ConfigCommand.commandLine(environment);
      case "namespace" -> new NamespaceCommand();
      case "snapshot" -> new SnapshotCommand();
      case "server" -> new ServerCommand(start, environment);
      case "train" -> new TrainCommand(start);
      case "version" -> new VersionCommand();
      case "help" -> new HelpCommand();
      default -> throw new IllegalArgumentException(name);
    };
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

package io.tidemark.tools;

import picocli.CommandLine.Command;

/** Groups the checks for monitoring. */
@Command(
    name = "check",
    description = {
      "Check one thing and say it as a monitoring plug-in does: one line with performance data, and"
          + " an exit code of 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.",
      "A wrong command line is UNKNOWN, too."
    },
    synopsisSubcommandLabel = "COMMAND",
    exitCodeOnInvalidInput = Finding.Level.UNKNOWN_CODE,
    exitCodeOnExecutionException = Finding.Level.UNKNOWN_CODE,
    subcommands = {
      CheckLivenessCommand.class,
      CheckQuorumCommand.class,
      CheckLagCommand.class,
      CheckDiskCommand.class,
      CheckClockCommand.class
    },
    footer = {"", "Example:", "  tidemark check quorum --endpoints http://10.0.0.1:8080"})
final class CheckCommand {}

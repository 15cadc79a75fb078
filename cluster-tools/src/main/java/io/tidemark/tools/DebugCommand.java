package io.tidemark.tools;

import picocli.CommandLine.Command;

/** Groups the commands for who looks for a fault. */
@Command(
    name = "debug",
    description = "Gather what helps to find a fault.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = DebugBundleCommand.class,
    footer = {"", "Example:", "  tidemark debug bundle tidemark.tar.gz"})
final class DebugCommand {}

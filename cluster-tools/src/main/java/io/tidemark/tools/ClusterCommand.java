package io.tidemark.tools;

import picocli.CommandLine.Command;

/** Groups the commands about the cluster as a whole. */
@Command(
    name = "cluster",
    description = "Look at the cluster.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = ClusterStatusCommand.class)
final class ClusterCommand {}

package io.tidemark.tools;

import picocli.CommandLine.Command;

/** Groups the commands about the cluster as a whole. */
@Command(
    name = "cluster",
    description = "Look at the cluster, and say who leads it.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example:", "  tidemark cluster status"},
    subcommands = {
      ClusterStatusCommand.class,
      ClusterHealthCommand.class,
      TransferLeaderCommand.class,
      RollingRestartCommand.class
    })
final class ClusterCommand {}

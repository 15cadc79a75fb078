package io.tidemark.tools;

import picocli.CommandLine.Command;

/** Groups the commands about one node. */
@Command(
    name = "node",
    description = "Take a node off duty, and bring it back.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {NodeDrainCommand.class, NodeUndrainCommand.class},
    footer = {"", "Example:", "  tidemark node drain n2"})
final class NodeCommand {}

package io.tidemark.tools;

import picocli.CommandLine.Command;

/** Groups the commands about who belongs to the cluster. */
@Command(
    name = "member",
    description = "See and change who belongs to the cluster.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example:", "  tidemark member list"},
    subcommands = {
      MemberListCommand.class,
      MemberAddCommand.class,
      MemberPromoteCommand.class,
      MemberRemoveCommand.class,
      MemberReplaceCommand.class,
      MemberRejoinCommand.class
    })
final class MemberCommand {}

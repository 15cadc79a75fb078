package io.tidemark.tools;

import picocli.CommandLine.Command;

/** Groups the commands about backups. */
@Command(
    name = "snapshot",
    description =
        "Back a cluster up, look at a backup, restore one as a new cluster; have a node take its"
            + " own snapshot.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      SnapshotSaveCommand.class,
      SnapshotStatusCommand.class,
      SnapshotRestoreCommand.class,
      SnapshotTakeCommand.class
    },
    footer = {"", "Example:", "  tidemark snapshot save tidemark.snapshot"})
final class SnapshotCommand {}

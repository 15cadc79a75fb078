package io.tidemark.tools;

import picocli.CommandLine.Command;

/** Groups the commands about backups. */
@Command(
    name = "snapshot",
    description = "Back a cluster up, look at a backup, and restore one as a new cluster.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      SnapshotSaveCommand.class,
      SnapshotStatusCommand.class,
      SnapshotRestoreCommand.class
    },
    footer = {"", "Example:", "  tidemark snapshot save tidemark.snapshot"})
final class SnapshotCommand {}

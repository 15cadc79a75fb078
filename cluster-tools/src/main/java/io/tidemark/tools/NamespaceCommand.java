package io.tidemark.tools;

import picocli.CommandLine.Command;

/** Groups the commands about namespaces. */
@Command(
    name = "namespace",
    description = "Look at namespaces, and change their rules.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example:", "  tidemark namespace list"},
    subcommands = {
      NamespaceListCommand.class,
      NamespaceGetCommand.class,
      NamespacePutCommand.class,
      NamespaceDeleteCommand.class,
      NamespaceRaiseCommand.class,
      NamespacePreviewCommand.class
    })
final class NamespaceCommand {}

package io.tidemark.tools;

import io.tidemark.node.Build;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints which build this is and which Java runs it. */
@Command(
    name = "version",
    description = "Print the version, the build and the Java that runs it.",
    footer = {"", "Example:", "  tidemark version"})
final class VersionCommand implements Runnable, IVersionProvider {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    for (String line : getVersion()) {
      spec.commandLine().getOut().println(line);
    }
  }

  @Override
  public String[] getVersion() {
    Build build = Build.current();
    return new String[] {
      "tidemark " + build.version(),
      "build " + build.commit(),
      "java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")"
    };
  }
}

package io.tidemark.tools;

import io.tidemark.node.Build;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gathers what every node tells of itself in one file. */
@Command(
    name = "bundle",
    description = {
      "Gather from every node that answers: status, version, health, configuration without secrets,"
          + " metrics, a thread dump, and the end of its log.",
      "A node that does not answer is noted in manifest.json. Exit code 3 if none does."
    },
    footer = {
      "",
      "Example:",
      "  tidemark debug bundle tidemark.tar.gz --endpoints http://10.0.0.1:8080"
    })
final class DebugBundleCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Parameters(paramLabel = "FILE", description = "A tar.gz that does not exist yet.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws IOException {
    List<DebugSource> sources = DebugSource.all(client.endpoints());
    if (sources.stream().noneMatch(DebugSource::isReachable)) {
      return Answers.fail(
          spec,
          Failure.of(
              new ApiResult.Unreachable(sources.stream().map(DebugSource::trouble).toList())));
    }
    DebugManifest manifest = new DebugManifest(Build.current().version(), InstantSource.system());
    try (DebugArchive archive = DebugArchive.create(file, InstantSource.system())) {
      for (DebugSource source : sources) {
        source.copyTo(archive, manifest);
      }
      archive.add("manifest.json", manifest.json());
    } catch (FileAlreadyExistsException e) {
      return Answers.fail(
          spec,
          Failure.of(ExitCode.FAILED, "%s exists; give the bundle another name".formatted(file)));
    }
    sources.stream()
        .filter(source -> !source.isReachable())
        .forEach(
            source ->
                spec.commandLine()
                    .getErr()
                    .println("%s is left out: %s".formatted(source.name(), source.trouble())));
    spec.commandLine().getErr().flush();
    Answers.print(
        spec,
        client.output() == ClientOptions.Output.JSON
            ? manifest.json()
            : "%s: %d of %d nodes, %d bytes"
                .formatted(
                    file,
                    sources.stream().filter(DebugSource::isReachable).count(),
                    sources.size(),
                    Files.size(file)));
    return ExitCode.OK.code();
  }
}

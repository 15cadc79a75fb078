import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** Checks or applies google-java-format over all Java sources of the repository. */
final class FormatSources {
  private FormatSources() {}

  public static void main(String[] args) throws IOException {
    if (args.length != 2 || !(args[0].equals("check") || args[0].equals("apply"))) {
      System.err.println("usage: FormatSources check|apply ROOT");
      System.exit(2);
    }
    boolean check = args[0].equals("check");
    List<String> arguments = new ArrayList<>();
    if (check) {
      arguments.addAll(List.of("--dry-run", "--set-exit-if-changed"));
    } else {
      arguments.add("--replace");
    }
    List<String> sources = sourcesUnder(Path.of(args[1]));
    arguments.addAll(sources);
    int exit =
        ToolProvider.findFirst("google-java-format")
            .orElseThrow()
            .run(System.out, System.err, arguments.toArray(String[]::new));
    if (exit != 0 && check) {
      System.err.println(
          "The files above are not formatted. To format them: mvn -q -N validate -Dformat=apply");
    }
    System.exit(exit);
  }

  private static List<String> sourcesUnder(Path root) throws IOException {
    List<String> sources = new ArrayList<>();
    try (Stream<Path> children = Files.list(root)) {
      for (Path child : children.sorted().toList()) {
        collect(child.resolve("src"), sources);
      }
    }
    collect(root.resolve("build"), sources);
    return sources;
  }

  private static void collect(Path directory, List<String> sources) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .map(Path::toString)
          .filter(name -> name.endsWith(".java"))
          .sorted()
          .forEach(sources::add);
    }
  }
}

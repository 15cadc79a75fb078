package io.tidemark.jepsen.mutant;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles the changed sources of a mutant against the distribution. */
final class MutantBuild {

  private MutantBuild() {}

  /**
   * Makes the classes of a mutant.
   *
   * @param root of the checkout
   * @param distribution that they are to stand in front of
   * @param directory a new one
   * @return where the classes are
   * @throws IllegalStateException if a place to change is not found once, or the result doesn't
   *     compile
   */
  static Path compile(Mutant mutant, Path root, Path distribution, Path directory)
      throws IOException {
    Map<String, String> sources = new LinkedHashMap<>();
    for (Mutant.Edit edit : mutant.edits()) {
      String before = sources.get(edit.source());
      String text = before == null ? Files.readString(root.resolve(edit.source())) : before;
      sources.put(edit.source(), changed(mutant, edit, text));
    }
    Path classes = Files.createDirectories(directory.resolve("classes"));
    List<Path> files = new java.util.ArrayList<>();
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = directory.resolve("sources").resolve(source.getKey());
      Files.createDirectories(file.getParent());
      files.add(Files.writeString(file, source.getValue()));
    }
    compile(mutant, files, distribution, classes);
    return classes;
  }

  private static String changed(Mutant mutant, Mutant.Edit edit, String text) {
    int at = text.indexOf(edit.found());
    if (at < 0 || text.indexOf(edit.found(), at + 1) >= 0) {
      throw new IllegalStateException(
          "mutant %s does not fit %s any more: expected once:%n%s"
              .formatted(mutant.name(), edit.source(), edit.found()));
    }
    return text.replace(edit.found(), edit.replacement());
  }

  private static void compile(Mutant mutant, List<Path> files, Path distribution, Path classes)
      throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    String classPath =
        "%s:%s/*".formatted(distribution.resolve("tidemark.jar"), distribution.resolve("lib"));
    List<String> options =
        List.of(
            "-d",
            classes.toString(),
            "-classpath",
            classPath,
            "-proc:none",
            "-nowarn",
            "-parameters");
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  said, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
              .call();
      if (!compiled) {
        throw new IllegalStateException(
            "mutant %s does not compile: %s".formatted(mutant.name(), said));
      }
    }
  }
}

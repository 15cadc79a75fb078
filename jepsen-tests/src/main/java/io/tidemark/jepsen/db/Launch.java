package io.tidemark.jepsen.db;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How {@code tidemark} is started: as people do, or with a mutant's classes in front. */
final class Launch {

  private Launch() {}

  static List<String> words(DbPlan plan) {
    Path home = plan.distribution();
    if (plan.mutant() == null) {
      return List.of(home.resolve("tidemark").toString());
    }
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("@" + home.resolve("conf/jvm.options"));
    words.add("@" + home.resolve("conf/jvm-server.options"));
    words.add("-Dtidemark.home=" + home);
    words.add("-cp");
    words.add(
        "%s:%s:%s/*".formatted(plan.mutant(), home.resolve("tidemark.jar"), home.resolve("lib")));
    words.add("io.tidemark.tools.Tidemark");
    return words;
  }
}

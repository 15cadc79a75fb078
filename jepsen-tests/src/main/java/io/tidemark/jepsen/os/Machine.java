package io.tidemark.jepsen.os;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The machine that clusters are broken on. */
public final class Machine {
  private static final Map<String, String> PACKAGES =
      new TreeMap<>(
          Map.of(
              "ip", "iproute2",
              "tc", "iproute2",
              "nft", "nftables",
              "faketime", "faketime",
              "gnuplot", "gnuplot-nox"));

  private Machine() {}

  /** What it lacks, and the way out; empty if nothing. */
  public static List<String> missing() {
    List<String> missing = new ArrayList<>();
    if (!System.getProperty("os.name").equals("Linux")) {
      missing.add("Linux, for its network namespaces");
    }
    if (!"root".equals(System.getProperty("user.name"))) {
      missing.add("root, to make hosts with networks, clocks and disks of their own");
    }
    PACKAGES.forEach(
        (command, name) -> {
          if (!isOnPath(command)) {
            missing.add("the command %s: install the package %s".formatted(command, name));
          }
        });
    return missing;
  }

  /** Whether it can compile C, without which no power is cut. */
  public static boolean hasCompiler() {
    return isOnPath("cc") && Files.exists(Path.of("/usr/include/stdio.h"));
  }

  private static boolean isOnPath(String command) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
  }
}

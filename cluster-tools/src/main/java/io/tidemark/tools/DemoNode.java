package io.tidemark.tools;

import java.nio.file.Path;

/** One node of the demo: where it listens and where it keeps its files. */
record DemoNode(String name, int httpPort, int raftPort, Path dataDir, Path log) {
  static final String HOST = "127.0.0.1";

  static DemoNode of(int number, int httpPort, int raftPort, Path directory) {
    String name = "n" + number;
    return new DemoNode(
        name, httpPort, raftPort, directory.resolve(name), directory.resolve(name + ".log"));
  }

  String http() {
    return HOST + ":" + httpPort;
  }

  String raft() {
    return HOST + ":" + raftPort;
  }

  Endpoint endpoint() {
    return Endpoint.parse(http());
  }
}

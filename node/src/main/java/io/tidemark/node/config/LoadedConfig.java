package io.tidemark.node.config;

import java.util.List;

/** What came of reading a node's configuration. */
public sealed interface LoadedConfig {

  /**
   * The node may start.
   *
   * @param warnings what is allowed but hardly meant, a line each
   */
  record Valid(NodeConfig config, List<String> warnings) implements LoadedConfig {
    public Valid {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * The node must not start.
   *
   * @param faults everything that is wrong, a line each, with the key, where it was set, the value
   *     and the way out
   */
  record Refused(List<String> faults) implements LoadedConfig {
    public Refused {
      faults = List.copyOf(faults);
    }
  }
}

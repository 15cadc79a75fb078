package io.tidemark.http.resource;

import java.util.Map;

/** Port: what a process tells of itself to whoever looks for a fault. Nothing in it is a secret. */
public interface Diagnostics {

  /** What the node runs with, by the settings' names in the file; secrets are hidden. */
  Map<String, String> configuration();

  /** What every platform thread does. Bounded. */
  String threads();

  /** The last lines of the log, the oldest first. Bounded. */
  String log();
}

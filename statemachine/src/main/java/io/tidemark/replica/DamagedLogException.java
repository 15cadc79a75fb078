package io.tidemark.replica;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What Ratis has stored can't be what this node acknowledged. It must not vote without it, and not
 * go on from the rest.
 */
public final class DamagedLogException extends IOException {

  private static final long serialVersionUID = 1L;

  DamagedLogException(Path file, String found) {
    super(
        "%s %s; this replica has lost something it had acknowledged and must not vote: restore the"
                .formatted(file, found)
            + " file as it was, or let the node join anew with an empty directory");
  }
}

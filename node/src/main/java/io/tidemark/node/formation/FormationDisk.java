package io.tidemark.node.formation;

import io.tidemark.node.identity.Identity;
import java.io.IOException;
import java.util.Optional;

/** Port: what forming needs of the disk. Every change is durable when its method returns. */
public interface FormationDisk {

  Optional<Identity> identity();

  void record(Identity identity) throws IOException;

  /**
   * Makes empty Raft storage. What an interrupted attempt left is thrown away: the directory says
   * "prepared", so Raft has never run in it.
   */
  void formatRaft(String clusterId) throws IOException;
}

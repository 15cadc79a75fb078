package io.tidemark.node.member;

import io.tidemark.node.formation.FormationDisk;
import io.tidemark.node.identity.DataDirectory;
import io.tidemark.node.identity.Identity;
import io.tidemark.replica.RaftSettings;
import java.io.IOException;
import java.util.Optional;

/** A node's directory, as forming sees it. */
record DirectoryDisk(DataDirectory directory) implements FormationDisk {

  @Override
  public Optional<Identity> identity() {
    return directory.identity();
  }

  @Override
  public void record(Identity identity) throws IOException {
    directory.record(identity);
  }

  @Override
  public void formatRaft(String clusterId) throws IOException {
    new RaftStorageFiles(directory.raft(), directory.replica(), clusterId)
        .format(RaftSettings.of(directory.raft()).toProperties());
  }
}

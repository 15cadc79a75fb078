package io.tidemark.node.member;

import io.tidemark.core.LogPosition;
import io.tidemark.replica.ReplicaStateMachine;
import java.util.concurrent.CompletableFuture;

/** What an operator's snapshot comes from. */
record OwnSnapshotSource(ReplicaStateMachine stateMachine, MemberFiles files)
    implements OwnSnapshot.Source {

  @Override
  public LogPosition newest() {
    return stateMachine.latestSnapshot();
  }

  @Override
  public long newestBytes() {
    return files.snapshotBytes();
  }

  @Override
  public CompletableFuture<LogPosition> take() {
    return stateMachine.takeSnapshotNow();
  }
}

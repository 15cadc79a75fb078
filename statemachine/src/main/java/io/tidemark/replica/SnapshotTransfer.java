package io.tidemark.replica;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto.SnapshotChunkProto;

/**
 * Lets only the pieces of the transfer that began last through to Ratis, one at a time and in their
 * order.
 *
 * <p>Ratis refuses others, too, but counts each that it refused as an operation under way for ever
 * ({@code SnapshotInstallationHandler.checkAndInstallSnapshot}), and with one of those a follower
 * stands for no election ({@code FollowerState.roleChangeChecking}).
 *
 * <p>Safe for use by many threads.
 */
final class SnapshotTransfer {

  private static final int NONE = -1;

  /** Fair: of two transfers that begin, the later one is to last. */
  private final ReentrantLock turn = new ReentrantLock(true);

  private String id = "";
  private int next = NONE;

  /**
   * Takes a piece; the first one of a transfer ends the one before.
   *
   * @throws IOException if another one is due, or by the request; then this transfer is over
   */
  <T> T take(SnapshotChunkProto piece, AcknowledgementGuard.Request<T> request) throws IOException {
    turn.lock();
    try {
      return takeInTurn(piece, request);
    } finally {
      turn.unlock();
    }
  }

  private <T> T takeInTurn(SnapshotChunkProto piece, AcknowledgementGuard.Request<T> request)
      throws IOException {
    if (piece.getRequestIndex() == 0) {
      id = piece.getRequestId();
      next = 0;
    } else if (piece.getRequestIndex() != next || !piece.getRequestId().equals(id)) {
      throw new IOException(
          "piece %d of snapshot transfer %s is not the next one: the transfer is over"
              .formatted(piece.getRequestIndex(), piece.getRequestId()));
    }
    int taken = next;
    next = NONE;
    T answer = request.run();
    next = taken + 1;
    return answer;
  }
}

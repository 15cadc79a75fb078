package io.tidemark.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto.SnapshotChunkProto;
import org.junit.jupiter.api.Test;

class SnapshotTransferTest {

  private final SnapshotTransfer transfer = new SnapshotTransfer();
  private final List<String> taken = new ArrayList<>();

  @Test
  void the_pieces_of_one_transfer_pass_in_their_order() throws Exception {
    take("a", 0);
    take("a", 1);
    assertRefused("a", 3);
    assertRefused("a", 1);
    take("a", 2);
    assertEquals(List.of("a0", "a1", "a2"), taken);
  }

  @Test
  void a_transfer_that_begins_ends_the_one_before() throws Exception {
    assertRefused("a", 1);
    take("a", 0);
    take("b", 0);
    assertRefused("a", 1);
    take("b", 1);
    take("a", 0);
    assertRefused("b", 2);
    assertEquals(List.of("a0", "b0", "b1", "a0"), taken);
  }

  @Test
  void after_a_piece_that_failed_none_passes_before_a_first_one() throws Exception {
    take("a", 0);
    assertThrows(
        IllegalStateException.class,
        () ->
            transfer.take(
                piece("a", 1),
                () -> {
                  throw new IllegalStateException("the disk is full");
                }));
    assertRefused("a", 1);
    assertRefused("a", 2);
    take("b", 0);
    take("b", 1);
    assertEquals(List.of("a0", "b0", "b1"), taken);
  }

  private void assertRefused(String id, int index) {
    assertThrows(IOException.class, () -> take(id, index));
  }

  private void take(String id, int index) throws IOException {
    transfer.take(piece(id, index), () -> taken.add(id + index));
  }

  private static SnapshotChunkProto piece(String id, int index) {
    return SnapshotChunkProto.newBuilder().setRequestId(id).setRequestIndex(index).build();
  }
}

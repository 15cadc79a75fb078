package io.tidemark.replica;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;
import org.junit.jupiter.api.Test;

class StoredConfigurationTest {

  private static final RaftConfigurationProto MEMBERS =
      RaftConfigurationProto.newBuilder()
          .addPeers(peer("n1"))
          .addPeers(peer("n2"))
          .addPeers(peer("n3"))
          .addListeners(peer("n4"))
          .build();

  private static RaftPeerProto peer(String name) {
    return RaftPeerProto.newBuilder()
        .setId(ByteString.copyFromUtf8(name))
        .setAddress(name + ":7400")
        .setStartupRole(RaftPeerRole.FOLLOWER)
        .build();
  }

  @Test
  void a_flipped_bit_in_what_is_said_of_the_members_is_found() throws Exception {
    StoredConfiguration good = StoredConfiguration.of(entry(MEMBERS));
    byte[] bytes = MEMBERS.toByteArray();
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      RaftConfigurationProto read;
      try {
        read = RaftConfigurationProto.parseFrom(flipped);
      } catch (InvalidProtocolBufferException garbled) {
        continue;
      }
      assertTrue(StoredConfiguration.of(entry(read)).contradicts(good), "bit " + bit);
    }
  }

  @Test
  void the_order_of_the_members_does_not_matter_and_another_index_is_no_contradiction() {
    StoredConfiguration good = StoredConfiguration.of(entry(MEMBERS));
    RaftConfigurationProto turned =
        RaftConfigurationProto.newBuilder()
            .addPeers(peer("n3"))
            .addPeers(peer("n1"))
            .addPeers(peer("n2"))
            .addListeners(peer("n4"))
            .build();
    assertFalse(StoredConfiguration.of(entry(turned)).contradicts(good));
    assertFalse(good.at(8).contradicts(good));
    assertFalse(new StoredConfiguration(7, "").contradicts(good), "of a witness of version 1");
  }

  private static LogEntryProto entry(RaftConfigurationProto members) {
    return LogEntryProto.newBuilder().setTerm(3).setIndex(7).setConfigurationEntry(members).build();
  }
}

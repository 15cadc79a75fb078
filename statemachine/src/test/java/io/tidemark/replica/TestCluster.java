package io.tidemark.replica;

import static org.awaitility.Awaitility.await;

import io.tidemark.core.Entry;
import io.tidemark.core.Reply;
import io.tidemark.encoding.ReplyEncoding;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;

/** Some members in one JVM. */
final class TestCluster implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final AtomicInteger PORTS = new AtomicInteger(21_000);

  /** Members of different tests never meet: their ports differ. */
  static final RaftGroupId GROUP_ID =
      RaftGroupId.valueOf(UUID.fromString("7f3c0a52-1c7e-4e0a-9d0b-3c1b5a8e2f10"));

  private final RaftGroup group;
  private final List<Member> members = new ArrayList<>();
  private final ClientId client = ClientId.randomId();
  private final AtomicInteger callId = new AtomicInteger();

  /** Members n1, n2, ... that are not started. */
  TestCluster(Path home, int size) {
    List<RaftPeer> peers = IntStream.rangeClosed(1, size).mapToObj(i -> peer("n" + i)).toList();
    group = RaftGroup.valueOf(GROUP_ID, peers);
    peers.forEach(peer -> members.add(new Member(peer, home.resolve(peer.getId().toString()))));
  }

  static RaftPeer peer(String name) {
    return RaftPeer.newBuilder()
        .setId(name)
        .setAddress("127.0.0.1:" + PORTS.getAndIncrement())
        .build();
  }

  static int portOf(RaftPeer peer) {
    String address = peer.getAddress();
    return Integer.parseInt(address.substring(address.indexOf(':') + 1));
  }

  TestCluster started() throws IOException {
    for (Member member : members) {
      member.start(group);
    }
    return this;
  }

  RaftGroup group() {
    return group;
  }

  List<Member> members() {
    return members;
  }

  Member member(int number) {
    return members.get(number - 1);
  }

  Member leader() {
    return await()
        .atMost(PATIENCE)
        .until(() -> members.stream().filter(TestCluster::leads).findFirst(), f -> f.isPresent())
        .orElseThrow();
  }

  private static boolean leads(Member member) {
    try {
      return member.leads();
    } catch (IOException e) {
      return false;
    }
  }

  Member follower() {
    Member leader = leader();
    return members.stream().filter(m -> m != leader).findFirst().orElseThrow();
  }

  /** The only member. */
  Member only() {
    return members.getFirst();
  }

  /** Proposes registrations one after the other. */
  void register(int first, int count) throws Exception {
    for (int i = first; i < first + count; i++) {
      propose(Proposal.registration(i));
    }
  }

  List<Reply> propose(Entry entry) throws Exception {
    RaftClientReply reply = submit(entry).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (!reply.isSuccess()) {
      throw new IOException("refused: " + reply, reply.getException());
    }
    return ReplyEncoding.decode(reply.getMessage().getContent().toByteArray());
  }

  void proposeWithoutWaiting(Entry entry) throws IOException {
    var _ = submit(entry);
  }

  CompletableFuture<RaftClientReply> submit(Entry entry) throws IOException {
    return submitTo(leader(), entry);
  }

  CompletableFuture<RaftClientReply> submitTo(Member member, Entry entry) throws IOException {
    return member
        .server()
        .submitClientRequestAsync(
            Proposal.write(member.id(), client, callId.incrementAndGet(), entry));
  }

  RaftClientReply submit(byte[] content)
      throws IOException, ExecutionException, InterruptedException, TimeoutException {
    Member leader = leader();
    return leader
        .server()
        .submitClientRequestAsync(
            Proposal.write(leader.id(), client, callId.incrementAndGet(), content))
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** A linearizable read through one member. */
  RaftClientReply read(Member member) throws Exception {
    return member
        .server()
        .submitClientRequestAsync(Proposal.read(member.id(), client, callId.incrementAndGet()))
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Waits until every running member is at the same place. */
  void awaitEqual() {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                members.stream().filter(Member::isRunning).map(Member::state).distinct().count()
                    == 1);
  }

  @Override
  public void close() throws IOException {
    for (Member member : members) {
      member.close();
    }
  }
}

package io.tidemark.replica;

import io.tidemark.core.Command;
import io.tidemark.core.Entry;
import io.tidemark.core.Envelope;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.Kind;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.NodeName;
import io.tidemark.core.Precondition;
import io.tidemark.core.TenantId;
import io.tidemark.encoding.EntryEncoding;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/** Entries and requests for tests. Each registration adds a row and uses up a number. */
final class Proposal {

  private Proposal() {}

  static Entry registration(int process) {
    return registration("process-" + process, "");
  }

  static Entry registration(String process, String principal) {
    return new Entry(List.of(envelope("n1", process, principal)));
  }

  /** One entry with many commands. */
  static Entry registrations(int first, int count) {
    return new Entry(
        IntStream.range(first, first + count)
            .mapToObj(i -> envelope("n1", "process-" + i, ""))
            .toList());
  }

  /** One entry that adds as many rows; they are named {@code filler-0} and so on. */
  static Entry fillers(IncarnationNumber incarnation, int count) {
    return new Entry(
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    envelope(
                        "n1",
                        incarnation,
                        "",
                        new Command.PutNamespace(
                            new NamespaceName("filler-" + i),
                            NamespaceRule.of(Kind.UUID7),
                            Precondition.none())))
            .toList());
  }

  private static Envelope envelope(String node, String process, String principal) {
    return envelope(
        node, IncarnationNumber.NONE, principal, new Command.RegisterIncarnation(process));
  }

  private static Envelope envelope(
      String node, IncarnationNumber incarnation, String principal, Command command) {
    return new Envelope(
        new NodeName(node), incarnation, 1_000, 1, TenantId.DEFAULT, principal, "", 1, command);
  }

  static RaftClientRequest write(
      RaftGroupMemberId server, ClientId client, long callId, byte[] content) {
    return request(server, client, callId, content, RaftClientRequest.writeRequestType());
  }

  static RaftClientRequest write(
      RaftGroupMemberId server, ClientId client, long callId, Entry entry) {
    return write(server, client, callId, EntryEncoding.encode(entry));
  }

  static RaftClientRequest read(RaftGroupMemberId server, ClientId client, long callId) {
    return request(server, client, callId, new byte[0], RaftClientRequest.readRequestType());
  }

  private static RaftClientRequest request(
      RaftGroupMemberId server,
      ClientId client,
      long callId,
      byte[] content,
      RaftClientRequest.Type type) {
    return RaftClientRequest.newBuilder()
        .setServerId(server.getPeerId())
        .setGroupId(server.getGroupId())
        .setClientId(client)
        .setCallId(callId)
        .setMessage(Message.valueOf(ByteString.copyFrom(content)))
        .setType(type)
        .build();
  }
}

package io.tidemark.replica;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotResult;
import org.apache.ratis.proto.RaftProtos.RaftRpcReplyProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;

/**
 * Ratis over gRPC, with an {@link AcknowledgementGuard} in front of the log, and a {@link
 * SnapshotTransfer} in front of what is received of snapshots. Ratis makes it by its class name,
 * which {@link RaftSettings} gives.
 */
public final class GuardedGrpc implements RpcType {

  private static final int POLL_MILLIS = 10;

  @Override
  public String name() {
    return GuardedGrpc.class.getName();
  }

  @Override
  public RpcFactory newFactory(Parameters parameters) {
    return new GrpcFactory(parameters) {
      @Override
      public GrpcServices newRaftServerRpc(RaftServer server) {
        return super.newRaftServerRpc(guard(server));
      }
    };
  }

  /** The server as its peers' requests see it. */
  static RaftServer guard(RaftServer server) {
    AcknowledgementGuard guard =
        new AcknowledgementGuard(
            new Member(server),
            CompletableFuture.delayedExecutor(POLL_MILLIS, TimeUnit.MILLISECONDS));
    SnapshotTransfer transfer = new SnapshotTransfer();
    return (RaftServer)
        Proxy.newProxyInstance(
            GuardedGrpc.class.getClassLoader(),
            new Class<?>[] {RaftServer.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "appendEntriesAsync" ->
                      guard.append((AppendEntriesRequestProto) arguments[0]);
                  case "requestVote" -> guard.vote((RequestVoteRequestProto) arguments[0]);
                  case "installSnapshot" ->
                      receive(server, guard, transfer, (InstallSnapshotRequestProto) arguments[0]);
                  case "appendEntries" ->
                      throw new UnsupportedOperationException("entries come by appendEntriesAsync");
                  default -> invoke(method, server, arguments);
                });
  }

  /**
   * What a deposed leader still sends never gets to Ratis, which refuses it by its term and takes
   * the configuration that it brings all the same ({@code
   * SnapshotInstallationHandler.installSnapshotImpl}); nor does it end anybody's transfer.
   */
  private static InstallSnapshotReplyProto receive(
      RaftServer server,
      AcknowledgementGuard guard,
      SnapshotTransfer transfer,
      InstallSnapshotRequestProto request)
      throws IOException {
    long term = division(server).getInfo().getCurrentTerm();
    return request.getLeaderTerm() < term
        ? notLeader(request, term)
        : transfer.take(request.getSnapshotChunk(), () -> install(server, guard, request));
  }

  private static InstallSnapshotReplyProto install(
      RaftServer server, AcknowledgementGuard guard, InstallSnapshotRequestProto request)
      throws IOException {
    return request.getSnapshotChunk().getDone()
        ? guard.install(
            () -> pass(server, request),
            reply -> reply.getResult() == InstallSnapshotResult.SUCCESS)
        : guard.alone(() -> pass(server, request));
  }

  /**
   * Looks at the term once more: no vote and no entry of another leader can raise it now. This
   * member's own candidacy can; then whose piece it is was the last leader that it knew.
   */
  private static InstallSnapshotReplyProto pass(
      RaftServer server, InstallSnapshotRequestProto request) throws IOException {
    long term = division(server).getInfo().getCurrentTerm();
    if (request.getLeaderTerm() < term) {
      return notLeader(request, term);
    }
    if (request.getSnapshotChunk().getRequestIndex() == 0) {
      forgetBroken(server);
    }
    return server.installSnapshot(request);
  }

  private static InstallSnapshotReplyProto notLeader(
      InstallSnapshotRequestProto request, long term) {
    RaftRpcRequestProto asked = request.getServerRequest();
    return InstallSnapshotReplyProto.newBuilder()
        .setServerReply(
            RaftRpcReplyProto.newBuilder()
                .setRequestorId(asked.getRequestorId())
                .setReplyId(asked.getReplyId())
                .setRaftGroupId(asked.getRaftGroupId())
                .setCallId(asked.getCallId())
                .setSuccess(false))
        .setTerm(term)
        .setResult(InstallSnapshotResult.NOT_LEADER)
        .setRequestIndex(request.getSnapshotChunk().getRequestIndex())
        .build();
  }

  /**
   * A transfer begins: what others left is of no use. Ratis refuses what still comes of those,
   * since the pieces before it are gone. To be called while nothing is installed.
   */
  private static void forgetBroken(RaftServer server) throws IOException {
    if (division(server).getStateMachine().getStateMachineStorage()
        instanceof SnapshotStorage storage) {
      storage.deleteReceived();
    }
  }

  /** There is one group, see {@code StartCheck}. */
  private static RaftServer.Division division(RaftServer server) throws IOException {
    return server.getDivision(server.getGroupIds().iterator().next());
  }

  private record Member(RaftServer server) implements AcknowledgementGuard.Member {

    @Override
    public CompletableFuture<AppendEntriesReplyProto> append(AppendEntriesRequestProto request)
        throws IOException {
      return server.appendEntriesAsync(request);
    }

    @Override
    public RequestVoteReplyProto vote(RequestVoteRequestProto request) throws IOException {
      return server.requestVote(request);
    }

    @Override
    public long forcedIndex() throws IOException {
      return division(server).getRaftLog().getFlushIndex();
    }

    @Override
    public long currentTerm() throws IOException {
      return division(server).getInfo().getCurrentTerm();
    }
  }

  private static Object invoke(Method method, RaftServer server, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(server, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}

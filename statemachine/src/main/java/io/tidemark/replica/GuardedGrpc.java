package io.tidemark.replica;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotResult;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;

/**
 * Ratis over gRPC, with an {@link AcknowledgementGuard} in front of the log. Ratis makes it by its
 * class name, which {@link RaftSettings} gives.
 */
public final class GuardedGrpc implements RpcType {

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
        new AcknowledgementGuard(server::appendEntriesAsync, () -> forcedIndex(server));
    return (RaftServer)
        Proxy.newProxyInstance(
            GuardedGrpc.class.getClassLoader(),
            new Class<?>[] {RaftServer.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "appendEntriesAsync" ->
                      guard.append((AppendEntriesRequestProto) arguments[0]);
                  case "installSnapshot" ->
                      install(server, guard, (InstallSnapshotRequestProto) arguments[0]);
                  case "appendEntries" ->
                      throw new UnsupportedOperationException("entries come by appendEntriesAsync");
                  default -> invoke(method, server, arguments);
                });
  }

  private static InstallSnapshotReplyProto install(
      RaftServer server, AcknowledgementGuard guard, InstallSnapshotRequestProto request)
      throws IOException {
    InstallSnapshotReplyProto reply = server.installSnapshot(request);
    if (request.getSnapshotChunk().getDone()
        && reply.getResult() == InstallSnapshotResult.SUCCESS) {
      guard.startOver();
    }
    return reply;
  }

  /** There is one group, see {@code StartCheck}. */
  private static long forcedIndex(RaftServer server) {
    try {
      RaftGroupId group = server.getGroupIds().iterator().next();
      return server.getDivision(group).getRaftLog().getFlushIndex();
    } catch (IOException e) {
      throw new UncheckedIOException("the log can't be asked what is forced", e);
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

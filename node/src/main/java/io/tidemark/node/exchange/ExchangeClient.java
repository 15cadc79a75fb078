package io.tidemark.node.exchange;

import io.tidemark.node.config.HostPort;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.ratis.thirdparty.io.grpc.CallOptions;
import org.apache.ratis.thirdparty.io.grpc.ConnectivityState;
import org.apache.ratis.thirdparty.io.grpc.ManagedChannel;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyChannelBuilder;
import org.apache.ratis.thirdparty.io.grpc.stub.ClientCalls;
import org.apache.ratis.thirdparty.io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/**
 * Calls to peers. One connection per address is kept; every call has a deadline, so a dead peer
 * slows nobody else. Names are resolved anew whenever a connection is made. Safe for use by many
 * threads.
 */
public final class ExchangeClient implements AutoCloseable {

  private static final long KEEP_ALIVE_MILLIS = 5_000;
  private static final long KEEP_ALIVE_TIMEOUT_MILLIS = 2_000;

  private final Map<HostPort, ManagedChannel> channels = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * Calls a peer.
   *
   * @return fails if the peer did not answer within the deadline, with a {@link TimeoutException};
   *     whether it acted is then unknown
   */
  public <Q, A> CompletableFuture<A> call(
      HostPort peer, Call<Q, A> call, Q request, long deadlineMillis) {
    if (closed) {
      return CompletableFuture.failedFuture(new IllegalStateException("the node is closing"));
    }
    ManagedChannel channel = channels.computeIfAbsent(peer, ExchangeClient::connect);
    if (channel.getState(true) == ConnectivityState.TRANSIENT_FAILURE) {
      // gRPC would wait up to two minutes; a peer that has just come back must be seen at once.
      channel.resetConnectBackoff();
    }
    if (closed) {
      // Closed while the channel was being made: nobody else would end it.
      channel.shutdownNow();
    }
    CompletableFuture<A> future = new CompletableFuture<>();
    CallOptions options =
        CallOptions.DEFAULT
            .withDeadlineAfter(deadlineMillis, TimeUnit.MILLISECONDS)
            .withMaxInboundMessageSize(Call.PAYLOAD_BYTES_MAX);
    ClientCalls.asyncUnaryCall(
        channel.newCall(call.descriptor(), options), request, new Answer<>(future, deadlineMillis));
    return future;
  }

  @Override
  public void close() {
    closed = true;
    channels.values().forEach(ManagedChannel::shutdownNow);
    channels.clear();
  }

  private static ManagedChannel connect(HostPort peer) {
    return NettyChannelBuilder.forAddress(peer.host(), peer.port())
        .usePlaintext()
        .keepAliveTime(KEEP_ALIVE_MILLIS, TimeUnit.MILLISECONDS)
        .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
        .maxInboundMessageSize(Call.PAYLOAD_BYTES_MAX)
        .build();
  }

  /** Completes a future with a unary call's answer. */
  private static final class Answer<A> implements StreamObserver<A> {

    private final CompletableFuture<A> future;
    private final long deadlineMillis;
    private @Nullable A value;

    Answer(CompletableFuture<A> future, long deadlineMillis) {
      this.future = future;
      this.deadlineMillis = deadlineMillis;
    }

    @Override
    public void onNext(A answer) {
      value = answer;
    }

    @Override
    public void onError(Throwable thrown) {
      future.completeExceptionally(
          Status.fromThrowable(thrown).getCode() == Status.Code.DEADLINE_EXCEEDED
              ? new TimeoutException("no answer within %d ms".formatted(deadlineMillis))
              : thrown);
    }

    @Override
    public void onCompleted() {
      A answer = value;
      if (answer == null) {
        future.completeExceptionally(new IllegalStateException("an answer without content"));
      } else {
        future.complete(answer);
      }
    }
  }
}

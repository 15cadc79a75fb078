package io.tidemark.node.exchange;

import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.thirdparty.io.grpc.ServerServiceDefinition;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;
import org.apache.ratis.thirdparty.io.grpc.stub.ServerCalls;
import org.apache.ratis.thirdparty.io.grpc.stub.StreamObserver;

/** The exchange as a gRPC service, for our own server and for Ratis' one. */
public final class ExchangeService {

  /** Peers may ask whether a silent connection is alive this often. */
  private static final long KEEP_ALIVE_PERMITTED_MILLIS_MIN = 1_000;

  private ExchangeService() {}

  /** Adds the exchange to the server that Ratis builds for its peers. */
  public static GrpcServices.Customizer customizer(Exchange exchange) {
    return (builder, types) ->
        types.contains(GrpcServices.Type.SERVER) ? addTo(builder, exchange) : builder;
  }

  static NettyServerBuilder addTo(NettyServerBuilder builder, Exchange exchange) {
    return builder
        .permitKeepAliveTime(KEEP_ALIVE_PERMITTED_MILLIS_MIN, TimeUnit.MILLISECONDS)
        .addService(definition(exchange));
  }

  private static ServerServiceDefinition definition(Exchange exchange) {
    ServerServiceDefinition.Builder builder = ServerServiceDefinition.builder(Call.SERVICE);
    addMethod(builder, Call.PROBE, exchange);
    addMethod(builder, Call.PROPOSE, exchange);
    addMethod(builder, Call.STATUS, exchange);
    addMethod(builder, Call.READ_INDEX, exchange);
    addMethod(builder, Call.APPLIED, exchange);
    addMethod(builder, Call.HAND_OVER, exchange);
    addMethod(builder, Call.ADMIT, exchange);
    addMethod(builder, Call.CHANGE_MEMBERS, exchange);
    addMethod(builder, Call.DISMISS, exchange);
    addMethod(builder, Call.DRAIN, exchange);
    addMethod(builder, Call.TAKE_SNAPSHOT, exchange);
    addMethod(builder, Call.PENDING, exchange);
    return builder.build();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The observer is told of every end.
  private static <Q, A> void addMethod(
      ServerServiceDefinition.Builder builder, Call<Q, A> call, Exchange exchange) {
    builder.addMethod(
        call.descriptor(),
        ServerCalls.asyncUnaryCall(
            (Q request, StreamObserver<A> observer) ->
                call.answer(exchange, request)
                    .whenComplete(
                        (answer, thrown) -> {
                          if (thrown == null) {
                            observer.onNext(answer);
                            observer.onCompleted();
                          } else {
                            observer.onError(failure(thrown));
                          }
                        })));
  }

  private static Exception failure(Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    return Status.INTERNAL
        .withDescription(String.valueOf(cause.getMessage()))
        .withCause(cause)
        .asException();
  }
}

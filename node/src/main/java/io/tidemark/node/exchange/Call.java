package io.tidemark.node.exchange;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor.MethodType;
import org.apache.ratis.thirdparty.io.grpc.Status;

/**
 * The calls of the exchange, each a unary gRPC method with CBOR payloads. The protocol's version is
 * part of the service's name, so a node of another version answers UNIMPLEMENTED; fields may be
 * added within a version, unknown ones are ignored.
 *
 * @param <Q> request
 * @param <A> answer
 */
public final class Call<Q, A> {

  /** The name of the service, with the protocol's version. */
  static final String SERVICE = "tidemark.exchange.v1";

  /** The largest payload: an entry and what is around it. */
  static final int PAYLOAD_BYTES_MAX = 5 << 20;

  private static final ObjectMapper CBOR =
      CBORMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  public static final Call<Probe.Request, Probe.Answer> PROBE =
      new Call<>("Probe", Probe.Request.class, Probe.Answer.class, Exchange::probe);
  public static final Call<Propose.Request, Propose.Answer> PROPOSE =
      new Call<>("Propose", Propose.Request.class, Propose.Answer.class, Exchange::propose);
  public static final Call<Inquiry.Request, Inquiry.Answer> STATUS =
      new Call<>("Status", Inquiry.Request.class, Inquiry.Answer.class, Exchange::status);
  public static final Call<ReadIndex.Request, ReadIndex.Answer> READ_INDEX =
      new Call<>("ReadIndex", ReadIndex.Request.class, ReadIndex.Answer.class, Exchange::readIndex);
  public static final Call<Applied.Request, Applied.Answer> APPLIED =
      new Call<>("Applied", Applied.Request.class, Applied.Answer.class, Exchange::applied);

  public static final Call<HandOver.Request, HandOver.Answer> HAND_OVER =
      new Call<>("HandOver", HandOver.Request.class, HandOver.Answer.class, Exchange::handOver);

  public static final Call<Admit.Request, Admit.Answer> ADMIT =
      new Call<>("Admit", Admit.Request.class, Admit.Answer.class, Exchange::admit);

  public static final Call<ChangeMembers.Request, ChangeMembers.Answer> CHANGE_MEMBERS =
      new Call<>(
          "ChangeMembers",
          ChangeMembers.Request.class,
          ChangeMembers.Answer.class,
          Exchange::changeMembers);

  public static final Call<Dismiss.Request, Dismiss.Answer> DISMISS =
      new Call<>("Dismiss", Dismiss.Request.class, Dismiss.Answer.class, Exchange::dismiss);

  public static final Call<Drain.Request, Drain.Answer> DRAIN =
      new Call<>("Drain", Drain.Request.class, Drain.Answer.class, Exchange::drain);

  public static final Call<TakeSnapshot.Request, TakeSnapshot.Answer> TAKE_SNAPSHOT =
      new Call<>(
          "TakeSnapshot",
          TakeSnapshot.Request.class,
          TakeSnapshot.Answer.class,
          Exchange::takeSnapshot);

  public static final Call<Pending.Request, Pending.Answer> PENDING =
      new Call<>("Pending", Pending.Request.class, Pending.Answer.class, Exchange::pending);

  private final MethodDescriptor<Q, A> descriptor;
  private final BiFunction<Exchange, Q, CompletableFuture<A>> handler;

  private Call(
      String name,
      Class<Q> request,
      Class<A> answer,
      BiFunction<Exchange, Q, CompletableFuture<A>> handler) {
    this.descriptor =
        MethodDescriptor.<Q, A>newBuilder()
            .setType(MethodType.UNARY)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
            .setRequestMarshaller(new CborMarshaller<>(request))
            .setResponseMarshaller(new CborMarshaller<>(answer))
            .build();
    this.handler = handler;
  }

  MethodDescriptor<Q, A> descriptor() {
    return descriptor;
  }

  CompletableFuture<A> answer(Exchange exchange, Q request) {
    return handler.apply(exchange, request);
  }

  private record CborMarshaller<T>(Class<T> type) implements MethodDescriptor.Marshaller<T> {

    @Override
    public InputStream stream(T value) {
      try {
        return new ByteArrayInputStream(CBOR.writeValueAsBytes(value));
      } catch (IOException e) {
        throw Status.INTERNAL
            .withDescription("can't encode " + type)
            .withCause(e)
            .asRuntimeException();
      }
    }

    @Override
    public T parse(InputStream stream) {
      try {
        return CBOR.readValue(stream, type);
      } catch (IOException e) {
        throw Status.INVALID_ARGUMENT
            .withDescription("malformed " + type.getName())
            .withCause(e)
            .asRuntimeException();
      }
    }
  }
}

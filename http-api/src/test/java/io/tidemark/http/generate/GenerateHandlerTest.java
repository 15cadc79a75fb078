package io.tidemark.http.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import io.tidemark.http.edge.RequestIds;
import io.tidemark.http.edge.WaitingBound;
import io.tidemark.http.edge.WaitingCalls;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.IdIssuing;
import io.tidemark.node.service.IdText;
import io.tidemark.node.service.IssueRequest;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the handler does with a connection, step by step. */
final class GenerateHandlerTest {

  private final Socket socket = new Socket();
  private final Router router = new Router();
  private final CountingIssuing issuing = new CountingIssuing();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          socket,
          new GenerateHandler(
              new Desk(
                  issuing,
                  new RequestIds(RandomGenerator.of("L64X128MixRandom")),
                  new WaitingCalls(new WaitingBound(1))),
              new AnswerLine(new Dates(InstantSource.system()), () -> 0),
              () -> 0),
          router);

  /** Counts what the handlers want of the socket. */
  private static final class Socket extends ChannelDuplexHandler {

    int reads;
    int flushes;

    @Override
    public void read(ChannelHandlerContext context) {
      reads++;
      context.read();
    }

    @Override
    public void flush(ChannelHandlerContext context) {
      flushes++;
      context.flush();
    }
  }

  /** Stands for the framework: wants more after every read, and answers when told. */
  private static final class Router extends ChannelInboundHandlerAdapter {

    int requests;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof HttpRequest) {
        requests++;
      }
      ReferenceCountUtil.release(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.read();
    }
  }

  /** Issues 1, 2, 3 and so on from memory. */
  private static final class CountingIssuing implements IdIssuing {

    int issued;

    @Override
    public Answer<IdText> tryIssue(IssueRequest request, IdText text) {
      for (int i = 0; i < request.count(); i++) {
        text.add(Integer.toString(++issued));
      }
      return text.granted();
    }

    @Override
    public Answer<List<String>> issue(IssueRequest request) {
      throw new AssertionError("nothing has to wait");
    }
  }

  @BeforeEach
  void letTheRouterDecideWhatIsRead() {
    channel.config().setAutoRead(false);
    socket.reads = 0;
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void whatOneReadBringsIsAnsweredWithOneFlush() {
    channel.writeInbound(post(), last(""), post(), last("{\"count\":2}"), post(), last(""));
    assertEquals(1, socket.flushes);
    assertEquals("{\"id\":\"1\"}", answer());
    assertEquals("{\"ids\":[\"2\",\"3\"]}", answer());
    assertEquals("{\"id\":\"4\"}", answer());
    assertEquals(0, router.requests);
  }

  @Test
  void aRequestIsHeldAndNothingIsReadUntilTheFrameworkHasAnsweredTheOneBefore() {
    channel.writeInbound(get("/version"), last(""), post(), last(""));
    assertEquals(1, router.requests);
    assertEquals(0, issuing.issued);
    assertEquals(0, socket.reads);

    channel.writeOutbound(answerOfTheRouter());
    channel.runPendingTasks();

    assertEquals("of the router", answer());
    assertEquals("{\"id\":\"1\"}", answer());
    assertEquals(1, socket.reads);
  }

  @Test
  void nothingIsIssuedOrReadForAPeerThatDoesNotRead() {
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    channel.writeInbound(post(), last(""), get("/version"), last(""));
    assertNull(channel.readOutbound());
    assertEquals(0, issuing.issued);
    assertEquals(0, socket.reads);

    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
    channel.runPendingTasks();

    assertEquals("{\"id\":\"1\"}", answer());
    assertEquals(1, router.requests);
    assertTrue(socket.reads > 0);
  }

  @Test
  void aCloseComesAfterTheAnswerToWhatIsBeingRead() {
    channel.writeInbound(post(), new DefaultHttpContent(buffer("{\"count\"")));
    var closed = channel.pipeline().lastContext().close();
    assertFalse(closed.isDone());
    channel.writeInbound(last(":1}"));
    FullHttpResponse answer = channel.readOutbound();
    assertEquals("close", answer.headers().get("Connection"));
    assertEquals("{\"ids\":[\"1\"]}", text(answer));
    assertTrue(closed.isDone());
    assertFalse(channel.isActive());
  }

  @Test
  void aCloseAtRestComesAtOnce() {
    channel.writeInbound(post(), last(""));
    assertEquals("{\"id\":\"1\"}", answer());
    assertTrue(channel.pipeline().lastContext().close().isDone());
  }

  @Test
  void whoBeginsABodyAndFallsSilentIsNotWaitedFor() {
    channel.writeInbound(post(), new DefaultHttpContent(buffer("{")));
    channel.pipeline().fireUserEventTriggered(IdleStateEvent.ALL_IDLE_STATE_EVENT);
    assertTrue(channel.pipeline().lastContext().close().isDone());
  }

  @Test
  void aConnectionThatBreaksFreesWhatItHeld() {
    ByteBuf begun = buffer("{\"count\"");
    channel.writeInbound(post(), new DefaultHttpContent(begun));
    assertEquals(0, begun.refCnt(), "copied");
    channel.writeInbound(last(":1}"), get("/version"), last(""));
    ByteBuf held = buffer("{}");
    channel.writeInbound(post(), new DefaultLastHttpContent(held));
    assertEquals(1, held.refCnt());
    channel.unsafe().close(channel.voidPromise());
    channel.runPendingTasks();
    assertEquals(0, held.refCnt());
  }

  @Test
  void theSameBodyAgainMeansTheSame() {
    for (int i = 1; i <= 3; i++) {
      channel.writeInbound(post(), last("{\"count\":1}"));
      assertEquals("{\"ids\":[\"%d\"]}".formatted(i), answer());
    }
    channel.writeInbound(post(), last("{\"count\":0}"));
    assertTrue(answer().contains("request_invalid"));
    channel.writeInbound(post(), last("{\"count\":1}"));
    assertEquals("{\"ids\":[\"4\"]}", answer());
    HttpRequest plain = post();
    plain.headers().set("Accept", "text/plain");
    channel.writeInbound(plain, last("{\"count\":1}"));
    assertEquals("5\n", answer());
  }

  private String answer() {
    FullHttpResponse answer = channel.readOutbound();
    return text(answer);
  }

  private static String text(FullHttpResponse answer) {
    try {
      return answer.content().toString(StandardCharsets.UTF_8);
    } finally {
      answer.release();
    }
  }

  private static FullHttpResponse answerOfTheRouter() {
    return new DefaultFullHttpResponse(
        HttpVersion.HTTP_1_1, HttpResponseStatus.OK, buffer("of the router"));
  }

  private static HttpRequest post() {
    return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/generate");
  }

  private static HttpRequest get(String path) {
    return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path);
  }

  private static LastHttpContent last(String body) {
    return new DefaultLastHttpContent(buffer(body));
  }

  private static ByteBuf buffer(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }
}

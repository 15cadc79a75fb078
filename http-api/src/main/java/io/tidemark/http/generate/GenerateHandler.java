package io.tidemark.http.generate;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import io.tidemark.http.edge.AccessLog;
import io.tidemark.http.edge.Refusal;
import io.tidemark.http.edge.RefusedException;
import io.tidemark.http.edge.RequestIds;
import io.tidemark.http.edge.ServerBounds;
import io.tidemark.http.edge.Ticker;
import java.util.ArrayDeque;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Answers the route's requests of one connection, and passes the others on to the framework.
 *
 * <ol>
 *   <li>Answers leave in the order of their requests, the framework's included: a request of the
 *       one sort is held while requests of the other are under way.
 *   <li>Nothing blocks: what can't be answered from memory waits on a virtual thread, and the
 *       requests behind it are answered meanwhile, up to what {@link AnswerLine} keeps.
 *   <li>While a request is held, the line of answers is full, or the peer doesn't read, nothing
 *       more is read; what is held was read at once.
 *   <li>What one read brought is answered with one flush.
 *   <li>A close that the server asks for comes after the answers to what was read.
 * </ol>
 */
final class GenerateHandler extends ChannelDuplexHandler {

  private static final FullHttpResponse CONTINUE =
      new DefaultFullHttpResponse(
          HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER);

  private final Desk desk;
  private final AnswerLine answers;
  private final Ticker ticker;
  private final RequestIds.Series requestIds;
  private final AskReader asks = new AskReader();
  private final ArrayDeque<Object> held = new ArrayDeque<>(0);

  /** Whose request the next message belongs to. */
  private Reading reading = Reading.HEAD;

  private @Nullable Caller caller;

  /** How many requests the framework has not answered yet. */
  private int passed;

  private boolean inBatch;
  private boolean proceeding;
  private boolean passedOn;
  private boolean continueWanted;
  private boolean readWanted;
  private boolean lastRequestRead;
  private boolean closesAtOnce;
  private @Nullable ChannelPromise closeWanted;

  private enum Reading {
    /** None: a request begins. */
    HEAD,
    /** The body of one that will be answered here. */
    OWN_BODY,
    /** The body of one that has been answered here. */
    UNWANTED_BODY,
    /** The body of one that the framework answers. */
    PASSED_BODY
  }

  GenerateHandler(Desk desk, AnswerLine answers, Ticker ticker) {
    this.desk = desk;
    this.answers = answers;
    this.ticker = ticker;
    this.requestIds = desk.requestIds();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    inBatch = true;
    if (held.isEmpty() && canTake(context, message)) {
      take(context, message);
    } else {
      held.add(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    inBatch = false;
    passedOn = false;
    sendContinue(context);
    answers.flush(context);
    context.fireChannelReadComplete();
    closeIfQuiet(context);
  }

  /** The framework wants more; it gets nothing while something is held. */
  @Override
  public void read(ChannelHandlerContext context) {
    if (mayRead(context)) {
      context.read();
    } else {
      readWanted = true;
    }
  }

  /** An answer of the framework. */
  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    boolean interim = false;
    if (message instanceof HttpResponse response) {
      interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
      lastRequestRead |=
          response
              .headers()
              .containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
    }
    boolean whole = message instanceof LastHttpContent && !interim;
    var _ = context.write(message, promise);
    if (whole && --passed == 0 && !held.isEmpty()) {
      // Not from within the framework's own writing.
      context.executor().execute(() -> proceed(context));
    }
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    if (closesAtOnce || answers.hasEnded() || lastRequestRead || isQuiet()) {
      answers.flush(context);
      var _ = context.close(promise);
    } else {
      closeWanted = promise;
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (context.channel().isWritable()) {
      proceed(context);
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof IdleStateEvent idle && idle.state() == IdleState.ALL_IDLE) {
      closesAtOnce = true; // Who begins a body and doesn't go on is not waited for.
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    forget();
    context.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    forget();
  }

  private void forget() {
    answers.end();
    asks.clear();
    held.forEach(ReferenceCountUtil::release);
    held.clear();
    ChannelPromise promise = closeWanted;
    closeWanted = null;
    if (promise != null) {
      promise.trySuccess();
    }
  }

  /** Bodies follow their heads; a head must not overtake the answers of the other sort. */
  private boolean canTake(ChannelHandlerContext context, Object message) {
    if (reading != Reading.HEAD || lastRequestRead || !(message instanceof HttpRequest head)) {
      return true;
    }
    return isOwn(head)
        ? passed == 0 && !answers.isFull() && context.channel().isWritable()
        : answers.isEmpty();
  }

  /** What could not be decoded is the framework's, whatever it seems to be for. */
  private static boolean isOwn(HttpRequest head) {
    return head.decoderResult().isSuccess() && Route.isNamedBy(head.uri());
  }

  private void take(ChannelHandlerContext context, Object message) {
    switch (reading) {
      case HEAD -> takeHead(context, message);
      case OWN_BODY -> takeBody(context, (HttpContent) message);
      case UNWANTED_BODY -> {
        if (message instanceof LastHttpContent) {
          reading = Reading.HEAD;
        }
        ReferenceCountUtil.release(message);
      }
      case PASSED_BODY -> pass(context, message);
    }
  }

  private void takeHead(ChannelHandlerContext context, Object message) {
    if (lastRequestRead) {
      ReferenceCountUtil.release(message);
    } else if (!(message instanceof HttpRequest head)) {
      pass(context, message);
    } else if (isOwn(head)) {
      begin(context, head);
      if (message instanceof HttpContent whole) {
        take(context, whole);
      }
    } else {
      passed++;
      pass(context, message);
    }
  }

  private void pass(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest || message instanceof HttpContent) {
      reading = message instanceof LastHttpContent ? Reading.HEAD : Reading.PASSED_BODY;
    }
    passedOn = true;
    context.fireChannelRead(message);
  }

  private void begin(ChannelHandlerContext context, HttpRequest head) {
    Caller begun =
        new Caller(
            head,
            requestIds.of(head.headers().get(Reply.REQUEST_ID)),
            AccessLog.isOn() ? ticker.nanos() : 0);
    caller = begun;
    lastRequestRead = !begun.keepsConnection();
    boolean continues = HttpUtil.is100ContinueExpected(head);
    Refusal refusal = refusedUnread(begun);
    if (refusal == null) {
      reading = Reading.OWN_BODY;
      continueWanted = continues;
      return;
    }
    reading = Reading.UNWANTED_BODY;
    // The caller may or may not send the body that was not asked for (RFC 9110 section 10.1.1).
    lastRequestRead |= continues;
    answer(context, begun, Reply.problem(begun, refusal));
  }

  /** Why the body need not be read; null if it must be. */
  private static @Nullable Refusal refusedUnread(Caller caller) {
    HttpRequest head = caller.head();
    if (!head.method().equals(HttpMethod.POST)) {
      return Refusal.methodNotAllowed(caller.method(), caller.path(), "POST");
    }
    boolean tooLarge = HttpUtil.getContentLength(head, 0L) > ServerBounds.BODY_BYTES_MAX;
    return tooLarge ? Refusal.bodyTooLarge() : null;
  }

  private void takeBody(ChannelHandlerContext context, HttpContent part) {
    Caller asking = asking();
    try {
      boolean last = part instanceof LastHttpContent;
      if (part.decoderResult().isFailure()) {
        lastRequestRead = true;
        refuse(context, asking, Refusal.brokenBody(), last);
      } else if (asks.isTooMuch(part.content())) {
        refuse(context, asking, Refusal.bodyTooLarge(), last);
      } else if (last) {
        reading = Reading.HEAD;
        answer(context, asking, part);
      } else {
        asks.add(part.content(), context.alloc());
      }
    } finally {
      part.release();
    }
  }

  private Caller asking() {
    Caller asking = caller;
    if (asking == null) {
      throw new IllegalStateException("a body came without its head");
    }
    return asking;
  }

  private void refuse(ChannelHandlerContext context, Caller asking, Refusal refusal, boolean last) {
    reading = last ? Reading.HEAD : Reading.UNWANTED_BODY;
    asks.clear();
    answer(context, asking, Reply.problem(asking, refusal));
  }

  private void answer(ChannelHandlerContext context, Caller asking, HttpContent lastPart) {
    Ask ask;
    try {
      boolean plain = asking.wantsPlain();
      ask = asks.read(lastPart.content(), plain, context.alloc());
    } catch (RefusedException e) {
      asks.clear();
      answer(context, asking, Reply.problem(asking, e.refusal()));
      return;
    }
    Reply reply = desk.tryIssue(asking, ask, context.alloc());
    if (reply != null) {
      answer(context, asking, reply);
    } else {
      await(context, asking, ask);
    }
  }

  private void answer(ChannelHandlerContext context, Caller asking, Reply reply) {
    answers.add(context, asking, reply, isLast());
  }

  /** Whether the connection ends with the answer to the request that was just read. */
  private boolean isLast() {
    return lastRequestRead || (closeWanted != null && answers.isEmpty() && held.isEmpty());
  }

  private void await(ChannelHandlerContext context, Caller asking, Ask ask) {
    AnswerLine.Turn turn = answers.keep(asking, ask.count(), lastRequestRead);
    var _ =
        desk.issue(asking, ask)
            .whenComplete(
                (answer, failure) ->
                    context
                        .executor()
                        .execute(
                            () -> {
                              answers.fill(
                                  turn,
                                  failure == null
                                      ? desk.told(asking, ask, answer, context.alloc())
                                      : desk.fault(asking, causeOf(failure)));
                              proceed(context);
                            }));
  }

  private static Throwable causeOf(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /** Goes on after something that held up others has ended. */
  private void proceed(ChannelHandlerContext context) {
    if (proceeding) {
      return;
    }
    proceeding = true;
    try {
      while (answers.sendReady(context, closeWanted != null && nothingComes())
          || takeHeld(context)) {}
    } finally {
      proceeding = false;
    }
    if (!inBatch) {
      sendContinue(context);
      answers.flush(context);
      if (passedOn) {
        passedOn = false;
        context.fireChannelReadComplete();
      }
    }
    if (readWanted && mayRead(context)) {
      readWanted = false;
      context.read();
    }
    closeIfQuiet(context);
  }

  private boolean takeHeld(ChannelHandlerContext context) {
    Object next = held.peek();
    if (next == null || !canTake(context, next)) {
      return false;
    }
    held.remove();
    take(context, next);
    return true;
  }

  private boolean mayRead(ChannelHandlerContext context) {
    return held.isEmpty()
        && !answers.isFull()
        && context.channel().isWritable()
        && (closeWanted == null || reading == Reading.OWN_BODY);
  }

  private void sendContinue(ChannelHandlerContext context) {
    if (continueWanted && reading == Reading.OWN_BODY && answers.isEmpty()) {
      continueWanted = false;
      if (!asks.hasBegun()) {
        var _ = context.writeAndFlush(CONTINUE.retainedDuplicate(), context.voidPromise());
      }
    }
  }

  private boolean nothingComes() {
    return held.isEmpty() && reading != Reading.OWN_BODY;
  }

  private boolean isQuiet() {
    return answers.isEmpty() && nothingComes();
  }

  private void closeIfQuiet(ChannelHandlerContext context) {
    ChannelPromise promise = closeWanted;
    if (promise != null && !answers.hasEnded() && isQuiet()) {
      closeWanted = null;
      var _ = context.close(promise);
    }
  }
}

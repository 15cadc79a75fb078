package io.tidemark.http.generate;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpResponse;
import io.tidemark.http.edge.AccessLog;
import io.tidemark.http.edge.Ticker;
import io.tidemark.node.service.IssueRequest;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The answers of one connection, sent in the order of their requests (RFC 9112 section 9.3.2): one
 * that is ready early waits for those before it.
 *
 * <ol>
 *   <li>Answers leave in the order in which their requests came.
 *   <li>At most {@link #ANSWERS_MAX} answers are in line, and not many more IDs than one request
 *       may ask for.
 *   <li>After an answer that ends the connection nothing is sent.
 * </ol>
 *
 * <p>For the connection's event loop alone.
 */
final class AnswerLine {

  /** How many requests of one connection may be under way. */
  static final int ANSWERS_MAX = 64;

  private static final int IDS_MAX = IssueRequest.COUNT_MAX;

  private final Dates dates;
  private final Ticker ticker;
  private final ArrayDeque<Turn> turns = new ArrayDeque<>(0);
  private long idsInLine;
  private boolean flushNeeded;
  private boolean ended;

  AnswerLine(Dates dates, Ticker ticker) {
    this.dates = dates;
    this.ticker = ticker;
  }

  /** The place of an answer that is not known yet, or can't be sent yet. */
  static final class Turn {

    private final Caller caller;
    private final int count;
    private final boolean last;
    private @Nullable Reply reply;

    private Turn(Caller caller, int count, boolean last) {
      this.caller = caller;
      this.count = count;
      this.last = last;
    }
  }

  boolean isEmpty() {
    return turns.isEmpty();
  }

  /** Whether no other request should be begun. */
  boolean isFull() {
    return turns.size() >= ANSWERS_MAX || idsInLine >= IDS_MAX;
  }

  /** Whether the connection ends, and nothing will be sent any more. */
  boolean hasEnded() {
    return ended;
  }

  /**
   * Sends an answer, or lets it wait for those before it.
   *
   * @param last whether the connection ends with it
   */
  void add(ChannelHandlerContext context, Caller caller, Reply reply, boolean last) {
    if (turns.isEmpty()) {
      send(context, caller, reply, last);
    } else {
      // Its IDs are text by now; what counts is that it takes room.
      keep(caller, Math.max(1, reply.body().readableBytes() / Byte.SIZE), last).reply = reply;
    }
  }

  /**
   * Keeps a place for an answer that is not known yet.
   *
   * @param count how many IDs it will have
   * @param last whether the connection ends with it
   */
  Turn keep(Caller caller, int count, boolean last) {
    Turn turn = new Turn(caller, count, last);
    turns.add(turn);
    idsInLine += count;
    return turn;
  }

  /** The answer of a turn is known; it leaves with {@link #sendReady}. */
  void fill(Turn turn, Reply reply) {
    if (ended) {
      reply.body().release();
    } else {
      turn.reply = reply;
    }
  }

  /**
   * Sends the answers whose turn it is.
   *
   * @param lastIfEmpty whether the connection ends with the one that leaves nothing in line
   * @return whether there were any
   */
  boolean sendReady(ChannelHandlerContext context, boolean lastIfEmpty) {
    boolean sent = false;
    while (!ended) {
      Turn turn = turns.peek();
      Reply reply = turn == null ? null : turn.reply;
      if (turn == null || reply == null) {
        break;
      }
      turns.remove();
      idsInLine -= turn.count;
      send(context, turn.caller, reply, turn.last || (lastIfEmpty && turns.isEmpty()));
      sent = true;
    }
    return sent;
  }

  /** Hands what was sent to the socket. */
  void flush(ChannelHandlerContext context) {
    if (flushNeeded) {
      flushNeeded = false;
      context.flush();
    }
  }

  /** The connection ends: forgets what was not sent. */
  void end() {
    ended = true;
    for (Turn turn : turns) {
      Reply reply = turn.reply;
      if (reply != null) {
        reply.body().release();
      }
    }
    turns.clear();
    idsInLine = 0;
  }

  private void send(ChannelHandlerContext context, Caller caller, Reply reply, boolean last) {
    if (ended) {
      reply.body().release();
      return;
    }
    if (AccessLog.isOn()) {
      log(caller, reply);
    }
    FullHttpResponse message = reply.message(caller, dates.now(), last);
    flushNeeded = true;
    if (last) {
      end();
      var _ = context.write(message).addListener(ChannelFutureListener.CLOSE);
    } else {
      var _ = context.write(message, context.voidPromise());
    }
  }

  private void log(Caller caller, Reply reply) {
    try (var _ = caller.logged()) {
      AccessLog.write(
          caller.method(),
          caller.head().uri(),
          reply.status().code(),
          ticker.nanos() - caller.startNanos(),
          caller.id(),
          caller.traceparent());
    }
  }
}

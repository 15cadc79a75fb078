package io.tidemark.http.generate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.FastThreadLocal;
import io.tidemark.http.edge.Errors;
import io.tidemark.http.edge.Refusal;
import io.tidemark.http.edge.RequestIds;
import io.tidemark.http.edge.WaitingCalls;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.IdIssuing;
import io.tidemark.node.service.IdRun;
import io.tidemark.node.service.IdText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Asks the node, and writes what it grants. What all connections share. */
final class Desk {

  private static final byte[] ID_BEGIN = ascii("{\"id\":");
  private static final byte[] IDS_BEGIN = ascii("{\"ids\":[");
  private static final byte[] IDS_END = ascii("]");
  private static final byte[] FIRST_BEGIN = ascii(",\"first\":\"");
  private static final byte[] LAST_BEGIN = ascii("\",\"last\":\"");
  private static final byte[] LAST_END = ascii("\"");
  private static final byte[] OBJECT_END = ascii("}");

  /** Larger bodies are kept outside of the heap, where the socket takes them from. */
  private static final int HEAP_BYTES_MAX = 512;

  private final IdIssuing issuing;
  private final RequestIds requestIds;
  private final WaitingCalls waitingCalls;
  private final FastThreadLocal<IdText> texts =
      new FastThreadLocal<>() {
        @Override
        protected IdText initialValue() {
          return new IdText();
        }
      };

  Desk(IdIssuing issuing, RequestIds requestIds, WaitingCalls waitingCalls) {
    this.issuing = issuing;
    this.requestIds = requestIds;
    this.waitingCalls = waitingCalls;
  }

  RequestIds.Series requestIds() {
    return requestIds.series();
  }

  /** Answers from memory; null if that is not possible right now and the request must wait. */
  @Nullable Reply tryIssue(Caller caller, Ask ask, ByteBufAllocator allocator) {
    IdText text = begun(ask);
    Answer<IdText> answer;
    try {
      answer = issuing.tryIssue(ask.request(), text);
    } catch (RuntimeException e) {
      return fault(caller, e);
    }
    return switch (answer) {
      case null -> null;
      case Answer.Granted<IdText> _ -> ended(ask, text, allocator);
      case Answer.Denied<IdText>(var problem) -> Reply.problem(caller, Refusal.of(problem));
    };
  }

  /** Asks on a virtual thread, which may wait. */
  CompletionStage<Answer<List<String>>> issue(Caller caller, Ask ask) {
    return waitingCalls.run(
        () -> {
          try (var _ = caller.logged()) {
            return issuing.issue(ask.request());
          }
        },
        Answer::denied);
  }

  /** What came of a wait. */
  Reply told(Caller caller, Ask ask, Answer<List<String>> answer, ByteBufAllocator allocator) {
    return switch (answer) {
      case Answer.Granted<List<String>>(var ids) -> {
        IdText text = begun(ask);
        ids.forEach(text::add);
        if (ids instanceof IdRun) {
          text.markRun();
        }
        yield ended(ask, text, allocator);
      }
      case Answer.Denied<List<String>>(var problem) -> Reply.problem(caller, Refusal.of(problem));
    };
  }

  /** A fault of this node; it goes into the log. */
  Reply fault(Caller caller, Throwable cause) {
    try (var _ = caller.logged()) {
      Errors.report(caller.id(), caller.method(), caller.path(), cause);
    }
    return Reply.problem(caller, Refusal.fault(caller.id(), false));
  }

  private IdText begun(Ask ask) {
    IdText text = texts.get();
    if (ask.plain()) {
      return text.begin(IdText.Shape.LINES);
    }
    text.begin(IdText.Shape.JSON_STRINGS);
    text.append(ask.counted() ? IDS_BEGIN : ID_BEGIN);
    return text;
  }

  private static Reply ended(Ask ask, IdText text, ByteBufAllocator allocator) {
    AsciiString contentType = Reply.PLAIN;
    if (!ask.plain()) {
      contentType = Reply.JSON;
      if (ask.counted()) {
        endList(text);
      }
      text.append(OBJECT_END);
    }
    return Reply.ids(contentType, copied(text, allocator));
  }

  private static void endList(IdText text) {
    text.append(IDS_END);
    if (text.isRun()) {
      text.append(FIRST_BEGIN);
      text.appendFirst();
      text.append(LAST_BEGIN);
      text.appendLast();
      text.append(LAST_END);
    }
  }

  private static ByteBuf copied(IdText text, ByteBufAllocator allocator) {
    int length = text.length();
    return length <= HEAP_BYTES_MAX
        ? Unpooled.wrappedBuffer(Arrays.copyOf(text.array(), length))
        : allocator.directBuffer(length).writeBytes(text.array(), 0, length);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

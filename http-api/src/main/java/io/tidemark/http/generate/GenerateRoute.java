package io.tidemark.http.generate;

import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.tidemark.http.edge.RequestIds;
import io.tidemark.http.edge.Ticker;
import io.tidemark.http.edge.WaitingCalls;
import io.tidemark.node.service.IdIssuing;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link GenerateHandler} before the framework's own handler of every connection, or of
 * every stream of one that speaks HTTP/2; and {@link GatheredWrites} below the codec of HTTP/1.
 */
public final class GenerateRoute implements NettyServerCustomizer {

  private static final String HANDLER = "generate";
  private static final String GATHERING = "gathered-writes";

  private final Desk desk;
  private final Dates dates;
  private final Ticker ticker;
  private final @Nullable Channel channel;

  /**
   * For a server.
   *
   * @param wall for the date of the answers
   * @param ticker for the duration in the access log
   */
  public GenerateRoute(
      IdIssuing issuing,
      RequestIds requestIds,
      WaitingCalls waitingCalls,
      InstantSource wall,
      Ticker ticker) {
    this(new Desk(issuing, requestIds, waitingCalls), new Dates(wall), ticker, null);
  }

  private GenerateRoute(Desk desk, Dates dates, Ticker ticker, @Nullable Channel channel) {
    this.desk = desk;
    this.dates = dates;
    this.ticker = ticker;
    this.channel = channel;
  }

  @Override
  public NettyServerCustomizer specializeForChannel(Channel specialized, ChannelRole role) {
    return switch (role) {
      case CONNECTION, REQUEST_STREAM -> new GenerateRoute(desk, dates, ticker, specialized);
      case LISTENER, PUSH_PROMISE_STREAM -> this;
    };
  }

  @Override
  public void onStreamPipelineBuilt() {
    if (channel == null) {
      return;
    }
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addBefore(
        ChannelPipelineCustomizer.HANDLER_MICRONAUT_INBOUND,
        HANDLER,
        new GenerateHandler(desk, new AnswerLine(dates, ticker), ticker));
    // Streams of HTTP/2 share a connection that gathers by itself.
    if (pipeline.get(ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC) != null) {
      pipeline.addBefore(
          ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC, GATHERING, new GatheredWrites());
    }
  }
}

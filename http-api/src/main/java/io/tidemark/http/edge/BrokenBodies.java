package io.tidemark.http.edge;

import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Fails a request whose body can't be decoded. Netty ends such a body with a last part that is
 * marked as failed; the framework doesn't look at the mark, and would take what came so far, or
 * nothing, for the whole body.
 */
public final class BrokenBodies implements NettyServerCustomizer {

  private final @Nullable Channel connection;

  /** For a server. */
  public BrokenBodies() {
    this(null);
  }

  private BrokenBodies(@Nullable Channel connection) {
    this.connection = connection;
  }

  @Override
  public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
    return role == ChannelRole.CONNECTION ? new BrokenBodies(channel) : this;
  }

  @Override
  public void onStreamPipelineBuilt() {
    if (connection != null) {
      connection
          .pipeline()
          .addBefore(
              ChannelPipelineCustomizer.HANDLER_MICRONAUT_INBOUND, "broken-bodies", new Guard());
    }
  }

  /** A body that breaks off or is not in the form that its headers say. */
  static final class BrokenBodyException extends IOException {

    private static final long serialVersionUID = 1L;

    BrokenBodyException(Throwable cause) {
      super(Refusal.brokenBody().detail(), cause);
    }
  }

  private static final class Guard extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      // A request whose head is broken is failed already, and told as such.
      if (message instanceof HttpContent content
          && !(message instanceof HttpRequest)
          && content.decoderResult().isFailure()) {
        context.fireExceptionCaught(new BrokenBodyException(content.decoderResult().cause()));
      }
      context.fireChannelRead(message);
    }
  }
}

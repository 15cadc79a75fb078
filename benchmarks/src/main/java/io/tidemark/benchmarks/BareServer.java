package io.tidemark.benchmarks;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.ReadOnlyHttpHeaders;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/**
 * The limit: a server that answers every request with one and the same JSON, as many bytes as a
 * node's answer has, and does nothing else. Ends with its process.
 */
public final class BareServer {

  private static final byte[] BODY = ConstantAnswer.JSON.getBytes(StandardCharsets.US_ASCII);

  private static final HttpHeaders HEADERS =
      new ReadOnlyHttpHeaders(
          false,
          AsciiString.cached("X-Request-Id"),
          AsciiString.cached("0123456789abcdef-1234567"),
          AsciiString.cached("Content-Type"),
          AsciiString.cached("application/json"),
          AsciiString.cached("Content-Length"),
          AsciiString.cached(String.valueOf(BODY.length)),
          AsciiString.cached("X-Content-Type-Options"),
          AsciiString.cached("nosniff"),
          AsciiString.cached("Cache-Control"),
          AsciiString.cached("no-store"),
          AsciiString.cached("Date"),
          AsciiString.cached("Sun, 22 Nov 2026 12:00:00 GMT"));

  private BareServer() {}

  /**
   * Serves until the process is ended.
   *
   * @param arguments the port of the loopback interface, and 'flush-each' if every answer is to be
   *     handed to the socket at once, as servers do that don't care for pipelining
   */
  public static void main(String[] arguments) throws InterruptedException {
    boolean flushesEach = arguments.length > 1 && arguments[1].equals("flush-each");
    start(Integer.parseInt(arguments[0]), flushesEach).closeFuture().sync();
  }

  /** Serves on a port; 0 for any that is free. */
  static Channel start(int port, boolean flushesEach) throws InterruptedException {
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(EpollIoHandler.newFactory());
    return new ServerBootstrap()
        .group(loops)
        .channel(EpollServerSocketChannel.class)
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel.pipeline().addLast(new HttpServerCodec(), new Constant(flushesEach));
              }
            })
        .bind("127.0.0.1", port)
        .sync()
        .channel();
  }

  private static final class Constant extends ChannelInboundHandlerAdapter {

    private final ByteBuf body = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(BODY));
    private final boolean flushesEach;

    private Constant(boolean flushesEach) {
      this.flushesEach = flushesEach;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof LastHttpContent) {
        var _ =
            context.write(
                new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    HttpResponseStatus.OK,
                    body.duplicate(),
                    HEADERS,
                    EmptyHttpHeaders.INSTANCE),
                context.voidPromise());
        if (flushesEach) {
          context.flush();
        }
      }
      ReferenceCountUtil.release(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }
  }
}

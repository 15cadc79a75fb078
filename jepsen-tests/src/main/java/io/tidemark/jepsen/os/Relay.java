package io.tidemark.jepsen.os;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands between callers and a server, and passes on what they send: late, or not at all. Kernels
 * without {@code netem} have nothing else that does.
 */
public final class Relay implements AutoCloseable {
  private static final int CHUNK_BYTES = 1 << 14;
  private static final int CHUNKS_WAITING_MAX = 1_024;
  private static final int CONNECT_MILLIS_MAX = 1_000;
  private static final Chunk END = new Chunk(new byte[0], 0);

  private final ServerSocket server;
  private final InetSocketAddress to;
  private final Duration delay;
  private final int answersCutOf100;
  private final AtomicLong answersSeen = new AtomicLong();
  private final AtomicLong answersCut = new AtomicLong();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Bytes on their way; {@link #END} is none. */
  private static final class Chunk {
    private final byte[] bytes;
    private final long dueNanos;

    Chunk(byte[] bytes, long dueNanos) {
      this.bytes = bytes;
      this.dueNanos = dueNanos;
    }
  }

  private Relay(String host, InetSocketAddress to, Duration delay, int answersCutOf100) {
    this.to = to;
    this.delay = delay;
    this.answersCutOf100 = answersCutOf100;
    try {
      server = new ServerSocket(0, 128, InetAddress.getByName(host));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("relay-" + to).start(this::accept);
  }

  /**
   * Passes everything on after a while, both ways.
   *
   * @param host where it listens, at a port that is free
   */
  public static Relay delaying(String host, InetSocketAddress to, Duration delay) {
    return new Relay(host, to, delay, 0);
  }

  /**
   * Passes requests on, and cuts off so many of a hundred answers: it has seen the answer's first
   * bytes when it closes the caller's connection, so that what was asked for has happened.
   */
  public static Relay cuttingAnswers(String host, InetSocketAddress to, int of100) {
    return new Relay(host, to, Duration.ZERO, of100);
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  /** How many answers it has cut off. */
  public long answersCut() {
    return answersCut.get();
  }

  private void accept() {
    while (!closed) {
      try {
        Socket caller = server.accept();
        open.add(caller);
        Thread.ofVirtual().start(() -> connect(caller));
      } catch (IOException e) {
        if (!closed) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void connect(Socket caller) {
    Socket callee = new Socket();
    open.add(callee);
    try {
      callee.connect(to, CONNECT_MILLIS_MAX);
      callee.setTcpNoDelay(true);
      caller.setTcpNoDelay(true);
    } catch (IOException e) {
      end(caller, callee);
      return;
    }
    pass(caller, callee, false);
    pass(callee, caller, true);
  }

  private void pass(Socket from, Socket into, boolean answers) {
    BlockingQueue<Chunk> waiting = new ArrayBlockingQueue<>(CHUNKS_WAITING_MAX);
    Thread.ofVirtual().start(() -> read(from, into, waiting, answers));
    Thread.ofVirtual().start(() -> write(into, from, waiting));
  }

  private void read(Socket from, Socket into, BlockingQueue<Chunk> waiting, boolean answers) {
    byte[] buffer = new byte[CHUNK_BYTES];
    try (InputStream in = from.getInputStream()) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (answers && answersCutOf100 > 0 && isCut()) {
          into.setSoLinger(true, 0); // The caller learns of it at once.
          break;
        }
        waiting.put(new Chunk(Arrays.copyOf(buffer, count), System.nanoTime() + delay.toNanos()));
      }
      waiting.put(END);
    } catch (IOException e) {
      end(from, into);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Every so many answers, evenly: which ones they are is up to the callers' timing anyway. */
  private boolean isCut() {
    long seen = answersSeen.incrementAndGet();
    boolean cut = seen * answersCutOf100 / 100 > (seen - 1) * answersCutOf100 / 100;
    if (cut) {
      answersCut.incrementAndGet();
    }
    return cut;
  }

  private void write(Socket into, Socket from, BlockingQueue<Chunk> waiting) {
    try {
      OutputStream out = into.getOutputStream();
      for (Chunk next = waiting.take(); next != END; next = waiting.take()) {
        long now = System.nanoTime();
        while (now < next.dueNanos) {
          LockSupport.parkNanos(next.dueNanos - now);
          now = System.nanoTime();
        }
        out.write(next.bytes);
      }
    } catch (IOException e) {
      // The other end is gone; so is this one then.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end(into, from);
    }
  }

  private void end(Socket one, Socket other) {
    for (Socket socket : new Socket[] {one, other}) {
      open.remove(socket);
      try {
        socket.close();
      } catch (IOException e) {
        // It was closed before, by its peer.
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    open.forEach(socket -> end(socket, socket));
  }
}

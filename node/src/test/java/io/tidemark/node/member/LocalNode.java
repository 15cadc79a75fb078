package io.tidemark.node.member;

import io.tidemark.core.ClusterRecord;
import io.tidemark.core.Command;
import io.tidemark.core.Entry;
import io.tidemark.core.Envelope;
import io.tidemark.core.Fault;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.LogPosition;
import io.tidemark.core.NodeName;
import io.tidemark.core.Outcome;
import io.tidemark.core.Reply;
import io.tidemark.core.TenantId;
import io.tidemark.node.config.HostPort;
import io.tidemark.node.config.NodeConfig;
import io.tidemark.node.config.NodeLimits;
import io.tidemark.node.identity.StartRefusedException;
import io.tidemark.node.log.Submission;
import io.tidemark.replica.AppliedListener;
import io.tidemark.replica.RaftEvents;
import io.tidemark.replica.StoreFactory;
import io.tidemark.store.MemoryStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One node on loopback in this JVM, started and stopped as a test wants. */
final class LocalNode implements AutoCloseable, SelfReport, AppliedListener {

  static final long SUBMIT_MILLIS = 3_000;

  final NodeName name;
  NodeConfig config;
  StoreFactory stores = directory -> new MemoryStore();
  final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  final Map<Long, Long> appliedNanos = new ConcurrentHashMap<>();
  final Queue<Proposed> appliedHere = new ConcurrentLinkedQueue<>();
  volatile String waitingFor = "";
  private final RandomGenerator random = new SecureRandom();
  private final AtomicLong nonces = new AtomicLong();
  private volatile @Nullable RaftMember member;
  private volatile @Nullable Thread starter;
  private volatile IncarnationNumber incarnation = IncarnationNumber.NONE;

  /** Tells one command of a test from all others. */
  record Proposed(NodeName node, long nonce) {}

  LocalNode(NodeName name, Path dataDir, Map<NodeName, HostPort> peers) {
    this.name = name;
    HostPort raft = peers.get(name);
    if (raft == null) {
      throw new IllegalArgumentException("unknown " + name);
    }
    this.config =
        new NodeConfig(
            name,
            dataDir,
            new HostPort("127.0.0.1", 1),
            raft,
            new TreeMap<>(peers),
            NodeLimits.DEFAULT);
  }

  /** Starts on a thread of its own. */
  CompletableFuture<RaftMember> start() {
    CompletableFuture<RaftMember> future = new CompletableFuture<>();
    starter = Thread.ofPlatform().daemon().name("start-" + name).start(() -> run(future));
    return future;
  }

  /** Gives up a start that waits for peers. */
  void interruptStart() {
    Thread thread = starter;
    if (thread != null) {
      thread.interrupt();
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run(CompletableFuture<RaftMember> future) {
    MemberPorts ports =
        new MemberPorts(stores, faults::add, this, RaftEvents.NONE, this, System::nanoTime, random);
    try {
      RaftMember started = new MemberStart(config, ports, reason -> waitingFor = reason).run();
      member = started;
      future.complete(started);
    } catch (StartRefusedException | InterruptedException | RuntimeException e) {
      future.completeExceptionally(e);
    }
  }

  boolean isRunning() {
    return member != null;
  }

  RaftMember member() {
    RaftMember running = member;
    if (running == null) {
      throw new IllegalStateException(name + " does not run");
    }
    return running;
  }

  /** Registers this process, as a node does before anything else. */
  void register() throws Exception {
    Submission submission =
        member()
            .submit(entry(new Command.RegisterIncarnation(member().processNonce())), SUBMIT_MILLIS)
            .get();
    if (submission instanceof Submission.Committed committed
        && committed.replies().getFirst().outcome()
            instanceof Outcome.IncarnationRegistered(IncarnationNumber number, long ignored)) {
      incarnation = number;
      member().registered(number);
    } else {
      throw new IllegalStateException(name + " was not registered: " + submission);
    }
  }

  CompletableFuture<Submission> submit(Command command) {
    return member().submit(entry(command), SUBMIT_MILLIS);
  }

  Entry entry(Command command) {
    return new Entry(
        List.of(
            new Envelope(
                name,
                incarnation,
                clockMillis(),
                nonces.incrementAndGet(),
                new TenantId("default"),
                "",
                "",
                1,
                command)));
  }

  IncarnationNumber incarnation() {
    return incarnation;
  }

  @Override
  public String version() {
    return "test";
  }

  @Override
  public String trouble() {
    return "";
  }

  @Override
  public long clockMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public void applied(LogPosition position, Entry entry, List<Reply> replies) {
    appliedNanos.put(position.index(), System.nanoTime());
    for (Envelope envelope : entry.envelopes()) {
      appliedHere.add(new Proposed(envelope.proposer(), envelope.nonce()));
    }
  }

  @Override
  public void stateReplaced(ClusterRecord cluster) {}

  @Override
  public void advanced(LogPosition position) {}

  @Override
  public void close() {
    interruptStart();
    RaftMember running = member;
    member = null;
    incarnation = IncarnationNumber.NONE;
    if (running != null) {
      running.close();
    }
  }
}

package io.tidemark.node.log;

import io.tidemark.core.Command;
import io.tidemark.core.Entry;
import io.tidemark.core.Envelope;
import io.tidemark.core.Fault;
import io.tidemark.core.FaultHandler;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.NodeName;
import io.tidemark.core.Outcome;
import io.tidemark.core.RejectionReason;
import io.tidemark.core.Reply;
import io.tidemark.core.TenantId;
import io.tidemark.node.config.NodeLimits;
import io.tidemark.node.log.Submission.Committed;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts commands into envelopes and groups those of all threads into log entries: while the allowed
 * number of entries is on its way, commands gather; when one returns, all that gathered leave as
 * the next. So a lone command never waits, and a crowd shares round trips.
 *
 * <ol>
 *   <li>A command is submitted at most once; nothing is repeated behind the caller's back.
 *   <li>An outcome is passed on only if its reply echoes the command's incarnation and nonce.
 *   <li>At most {@code entriesInFlightMax} entries are on their way, at most {@code
 *       queuedCommandsMax} commands wait.
 *   <li>Once a reply says that this process is superseded, the node halts.
 *   <li>Before the process is registered, nothing but its registration is proposed: anything else
 *       would be taken for the command of a superseded process.
 * </ol>
 *
 * <p>Safe for use by many threads. Futures complete on threads of the log.
 */
public final class Proposer {

  private static final Logger LOG = LoggerFactory.getLogger(Proposer.class);

  /** Commands with free text weigh as many plain ones, so that an entry stays small in bytes. */
  private static final int TEXT_COMMAND_WEIGHT = 50;

  private final ReplicatedLog log;
  private final NodeName self;
  private final InstantSource wall;
  private final NodeLimits limits;
  private final FaultHandler faults;
  private final AtomicLong nonces;
  private final Object lock = new Object();
  private final ArrayDeque<Pending> queue = new ArrayDeque<>();
  private int inFlight;
  private boolean flushing;
  private boolean closed;
  private volatile IncarnationNumber incarnation = IncarnationNumber.NONE;
  private volatile long lastDecidedMillis;

  /**
   * A proposer for a process that is not registered yet.
   *
   * @param firstNonce a random number; later nonces count up from it
   */
  public Proposer(
      ReplicatedLog log,
      NodeName self,
      InstantSource wall,
      NodeLimits limits,
      FaultHandler faults,
      long firstNonce) {
    this.log = log;
    this.self = self;
    this.wall = wall;
    this.limits = limits;
    this.faults = faults;
    this.nonces = new AtomicLong(firstNonce);
  }

  /** Proposes from now on as this incarnation. */
  public void register(IncarnationNumber number) {
    incarnation = number;
  }

  /** The incarnation of this process; {@link IncarnationNumber#NONE} before it is registered. */
  public IncarnationNumber incarnation() {
    return incarnation;
  }

  /** This node's clock, as the entry carried it that was decided last; 0 if none was. */
  public long lastDecidedMillis() {
    return lastDecidedMillis;
  }

  /** A nonce that no other command of this process has; never 0. */
  public long nextNonce() {
    long nonce = nonces.incrementAndGet();
    return nonce == 0 ? nextNonce() : nonce;
  }

  /** Proposes a command of the node itself. */
  public CompletableFuture<Proposal> propose(Command command) {
    return propose(command, nextNonce(), TenantId.DEFAULT, "", "");
  }

  /** Proposes a command of the node itself about a tenant's namespace. */
  public CompletableFuture<Proposal> propose(Command command, TenantId tenant) {
    return propose(command, nextNonce(), tenant, "", "");
  }

  /**
   * Proposes a command.
   *
   * @param nonce from {@link #nextNonce}; the nonce of an earlier proposal if this one repeats it
   * @return always completes normally, within the proposal's time limit once it has left
   */
  public CompletableFuture<Proposal> propose(
      Command command, long nonce, TenantId tenant, String principal, String requestId) {
    if (incarnation.equals(IncarnationNumber.NONE)
        && !(command instanceof Command.RegisterIncarnation)) {
      return refused("the node is not registered yet");
    }
    Pending pending = new Pending(command, nonce, tenant, principal, requestId);
    synchronized (lock) {
      if (closed) {
        return refused("the node is stopping");
      }
      if (queue.size() >= limits.queuedCommandsMax()) {
        return refused("%d commands wait already".formatted(queue.size()));
      }
      queue.add(pending);
    }
    flush();
    return pending.result;
  }

  /**
   * Waits until nothing is queued or on its way.
   *
   * @param deadlineNanos when to stop waiting, by the clock given
   */
  public void awaitQuiet(long deadlineNanos, LongSupplier nanos) throws InterruptedException {
    synchronized (lock) {
      while (inFlight > 0 || !queue.isEmpty()) {
        long leftMillis = (deadlineNanos - nanos.getAsLong()) / 1_000_000;
        if (leftMillis <= 0) {
          return;
        }
        lock.wait(leftMillis);
      }
    }
  }

  /** Refuses what waits and what is proposed later; entries on their way are left to return. */
  public void close() {
    List<Pending> left;
    synchronized (lock) {
      closed = true;
      left = new ArrayList<>(queue);
      queue.clear();
    }
    left.forEach(pending -> pending.result.complete(new Proposal.Refused("the node is stopping")));
  }

  private static CompletableFuture<Proposal> refused(String detail) {
    return CompletableFuture.completedFuture(new Proposal.Refused(detail));
  }

  /**
   * Has all leave that may. One thread does it for all at a time, so that entries that return at
   * once don't have it call itself.
   */
  private void flush() {
    synchronized (lock) {
      if (flushing) {
        return;
      }
      flushing = true;
    }
    boolean ended = false;
    try {
      while (!ended) {
        List<Pending> batch;
        synchronized (lock) {
          if (inFlight >= limits.entriesInFlightMax() || queue.isEmpty()) {
            flushing = false;
            ended = true;
            continue;
          }
          batch = takeBatch();
          inFlight++;
        }
        submit(batch);
      }
    } finally {
      if (!ended) {
        synchronized (lock) {
          flushing = false;
        }
      }
    }
  }

  private List<Pending> takeBatch() {
    List<Pending> batch = new ArrayList<>();
    int weight = 0;
    for (Pending next = queue.peek(); next != null; next = queue.peek()) {
      weight += weightOf(next.command);
      if (!batch.isEmpty() && weight > limits.entryCommandsMax()) {
        break;
      }
      batch.add(queue.remove());
    }
    return batch;
  }

  private static int weightOf(Command command) {
    return command instanceof Command.PutNamespace ? TEXT_COMMAND_WEIGHT : 1;
  }

  private void submit(List<Pending> batch) {
    IncarnationNumber as = incarnation;
    long now = wall.millis();
    var _ =
        submitted(batch, as, now)
            .whenComplete(
                (submission, thrown) ->
                    conclude(
                        batch,
                        as,
                        now,
                        thrown == null ? submission : new Submission.Unknown(thrown.toString())));
  }

  /** A log that throws has taken nothing or something: nobody knows. */
  private CompletableFuture<Submission> submitted(
      List<Pending> batch, IncarnationNumber as, long nowMillis) {
    try {
      Entry entry =
          new Entry(batch.stream().map(pending -> envelope(pending, as, nowMillis)).toList());
      return Objects.requireNonNull(log.submit(entry, limits.proposalMillisMax()));
    } catch (RuntimeException | Error e) {
      LOG.warn("the log failed to take an entry of {} commands", batch.size(), e);
      return CompletableFuture.failedFuture(e);
    }
  }

  private Envelope envelope(Pending pending, IncarnationNumber as, long nowMillis) {
    return new Envelope(
        self,
        as,
        nowMillis,
        pending.nonce,
        pending.tenant,
        pending.principal,
        pending.requestId,
        pending.command.featureLevel(),
        pending.command);
  }

  private void conclude(
      List<Pending> batch, IncarnationNumber as, long clockMillis, Submission submission) {
    synchronized (lock) {
      inFlight--;
      lock.notifyAll();
    }
    flush();
    switch (submission) {
      case Committed committed -> {
        lastDecidedMillis = clockMillis;
        pass(batch, as, committed);
      }
      case Submission.Refused refused ->
          batch.forEach(p -> p.result.complete(new Proposal.Refused(refused.detail())));
      case Submission.Unknown unknown ->
          batch.forEach(p -> p.result.complete(new Proposal.Unknown(unknown.detail())));
    }
  }

  private void pass(List<Pending> batch, IncarnationNumber as, Committed committed) {
    List<Reply> replies = committed.replies();
    for (int i = 0; i < batch.size(); i++) {
      Pending pending = batch.get(i);
      Reply reply = i < replies.size() ? replies.get(i) : null;
      if (reply == null || !reply.incarnation().equals(as) || reply.nonce() != pending.nonce) {
        halt(Fault.Cause.UNEXPECTED, "the log answered a proposal with the reply of another");
        pending.result.complete(new Proposal.Unknown("the reply is not the proposal's own"));
        continue;
      }
      if (reply.outcome() instanceof Outcome.Rejected(var reason, var detail, _)) {
        haltIfFenced(reason, detail);
      }
      pending.result.complete(
          new Proposal.Decided(
              committed.position(), reply.outcome(), reply.replicatedTimeMillis()));
    }
  }

  private void haltIfFenced(RejectionReason reason, String detail) {
    if (reason == RejectionReason.SUPERSEDED_INCARNATION) {
      halt(Fault.Cause.SUPERSEDED, detail);
    } else if (reason == RejectionReason.NOT_A_MEMBER) {
      halt(Fault.Cause.REMOVED, detail);
    }
  }

  private void halt(Fault.Cause cause, String detail) {
    faults.halt(new Fault(cause, detail, null));
  }

  private static final class Pending {
    final Command command;
    final long nonce;
    final TenantId tenant;
    final String principal;
    final String requestId;
    final CompletableFuture<Proposal> result = new CompletableFuture<>();

    Pending(Command command, long nonce, TenantId tenant, String principal, String requestId) {
      this.command = command;
      this.nonce = nonce;
      this.tenant = tenant;
      this.principal = principal;
      this.requestId = requestId;
    }
  }
}

package io.tidemark.simulation;

import io.tidemark.core.Command;
import io.tidemark.core.Entry;
import io.tidemark.core.Envelope;
import io.tidemark.core.Outcome;
import io.tidemark.core.RejectionReason;
import io.tidemark.core.Reply;
import io.tidemark.core.TenantId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a process gets commands into the log: groups them into entries, numbers each entry once,
 * sends it again under the same number until it is answered or given up, and checks the echo.
 */
final class Proposer {

  private static final int IN_FLIGHT_MAX = 3;
  private static final int BATCH_COMMANDS_MAX = 6;

  private record Proposed(Envelope envelope, Answer answer) {}

  private record Batch(Logged.ClientCall call, Entry entry, List<Proposed> commands) {}

  private final World world;
  private final IssuingProcess process;
  private final long client;
  private final Deque<Proposed> queue = new ArrayDeque<>();
  private final Map<Logged.ClientCall, Batch> inFlight = new HashMap<>();
  private long lastCall;
  private long lastNonce;
  private boolean flushing;

  Proposer(World world, IssuingProcess process) {
    this.world = world;
    this.process = process;
    this.client = world.chance.anyLong();
  }

  /** A nonce that is larger than all before. */
  long nextNonce() {
    return ++lastNonce;
  }

  void propose(Command command, Answer answer) {
    propose(command, nextNonce(), answer);
  }

  /** Proposes a command under its own nonce: the same again, if it may have been applied. */
  void propose(Command command, long nonce, Answer answer) {
    enqueue(command, nonce, command.featureLevel(), answer);
  }

  /** Proposes what may only be understood by members of a later version. */
  void proposeAtLevel(Command command, int featureLevel, Answer answer) {
    enqueue(command, nextNonce(), featureLevel, answer);
  }

  private void enqueue(Command command, long nonce, int featureLevel, Answer answer) {
    Envelope envelope =
        new Envelope(
            process.member().name(),
            process.incarnation(),
            process.member().clock().wallMillis(),
            nonce,
            TenantId.DEFAULT,
            "",
            "",
            featureLevel,
            command);
    queue.add(new Proposed(envelope, answer));
    if (!flushing) {
      flushing = true;
      process.later(1, this::flush);
    }
  }

  private void flush() {
    flushing = false;
    while (!queue.isEmpty() && inFlight.size() < IN_FLIGHT_MAX) {
      List<Proposed> commands = new ArrayList<>();
      while (!queue.isEmpty() && commands.size() < BATCH_COMMANDS_MAX) {
        commands.add(queue.remove());
      }
      Entry entry = new Entry(commands.stream().map(Proposed::envelope).toList());
      Batch batch = new Batch(nextCall(), entry, commands);
      inFlight.put(batch.call(), batch);
      world.trace.note("%s proposes %s %s", process, batch.call(), entry);
      send(batch);
      process.later(world.scenario.giveUpMillis(), () -> giveUp(batch));
    }
  }

  private Logged.ClientCall nextCall() {
    Logged.ClientCall last = new Logged.ClientCall(client, lastCall);
    Mutant mutant = world.scenario.mutant();
    boolean twice =
        (mutant == Mutant.CALL_ID_USED_TWICE
                || mutant == Mutant.CALL_ID_USED_TWICE_AND_ECHO_CHECKED)
            && lastCall > 0
            && !inFlight.containsKey(last)
            && world.chance.percent(20);
    return twice ? last : new Logged.ClientCall(client, ++lastCall);
  }

  private void send(Batch batch) {
    if (batch.equals(inFlight.get(batch.call()))) {
      world.raft.submit(process, batch.call(), batch.entry());
      process.later(world.chance.between(150L, 900L), () -> send(batch));
    }
  }

  private void giveUp(Batch batch) {
    if (inFlight.remove(batch.call(), batch)) {
      world.trace.note("%s gives up on %s", process, batch.call());
      world.raft.gaveUp(batch.call());
      batch.commands().forEach(proposed -> proposed.answer().unknown());
      flush();
    }
  }

  void answered(Logged.ClientCall call, List<Reply> replies) {
    Batch batch = inFlight.remove(call);
    if (batch == null) {
      world.coverage.saw(Happening.LATE_REPLY_IGNORED);
      return;
    }
    world.trace.note("%s is answered %s %s", process, call, replies);
    boolean trusting = world.scenario.mutant() == Mutant.CALL_ID_USED_TWICE;
    if (!trusting && !echoes(batch, replies)) {
      process.fault("the reply to " + call + " is another call's");
      return;
    }
    int answers = Math.min(replies.size(), batch.commands().size());
    for (int i = 0; i < answers && process.isAlive(); i++) {
      decide(batch.commands().get(i), replies.get(i));
    }
    flush();
  }

  private void decide(Proposed proposed, Reply reply) {
    process.heardTime(reply.replicatedTimeMillis());
    if (reply.outcome() instanceof Outcome.Rejected rejected
        && rejected.reason() == RejectionReason.SUPERSEDED_INCARNATION) {
      process.superseded();
    } else if (reply.outcome() instanceof Outcome.Rejected rejected
        && rejected.reason() == RejectionReason.NOT_A_MEMBER) {
      process.removed();
    } else {
      proposed.answer().decided(reply.outcome());
    }
  }

  private static boolean echoes(Batch batch, List<Reply> replies) {
    if (replies.size() != batch.commands().size()) {
      return false;
    }
    for (int i = 0; i < replies.size(); i++) {
      Envelope envelope = batch.commands().get(i).envelope();
      if (replies.get(i).nonce() != envelope.nonce()
          || !replies.get(i).incarnation().equals(envelope.incarnation())) {
        return false;
      }
    }
    return true;
  }
}

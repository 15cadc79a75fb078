package io.tidemark.jepsen.workload;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.jepsen.client.NodeClient;
import io.tidemark.jepsen.client.Reply;
import io.tidemark.jepsen.db.Node;
import io.tidemark.jepsen.history.History;
import io.tidemark.jepsen.history.Operation;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One single-threaded client of one node. After an operation whose outcome is not known it goes on
 * as another process, since for all we know the old one is still busy with it.
 */
public final class Session {
  private final History history;
  private final Node node;
  private final Node elsewhere;
  private final SplittableRandom random;
  private final int processesStep;
  private int process;
  private Node askedLast;

  /**
   * A session.
   *
   * @param elsewhere who is asked once more if an answer does not come
   * @param process its first number
   * @param processesStep added to the number after an unknown outcome: how many sessions there are
   */
  public Session(
      History history,
      Node node,
      Node elsewhere,
      SplittableRandom random,
      int process,
      int processesStep) {
    this.history = history;
    this.node = node;
    this.elsewhere = elsewhere;
    this.random = random;
    this.process = process;
    this.processesStep = processesStep;
    this.askedLast = node;
  }

  /** What an answer teaches. */
  public interface Reading {
    /** What was learnt, or null if the call had no effect or an unknown one. */
    @Nullable JsonNode of(Reply reply);
  }

  /** Records something that is done in another way than by a call of its node. */
  public void record(
      String f, Operation.Type type, String of, JsonNode value, @Nullable String error) {
    history.add(process, type, f, of, value, error);
    if (type == Operation.Type.INFO) {
      process += processesStep;
    }
  }

  /** Draws from the run's seed. */
  public SplittableRandom random() {
    return random;
  }

  /** Whom it asks. */
  public Node node() {
    return node;
  }

  /** Who gave the last answer: the node itself, or who was asked once more. */
  Node askedLast() {
    return askedLast;
  }

  /**
   * Makes a call and records it. If no answer comes, it is made once more, of another node, as
   * callers do who don't care whether it happened twice.
   *
   * @param f what it is
   * @param asked its arguments
   * @param call makes it
   * @param reading what an answer teaches, also one that HTTP calls an error
   */
  public Reply call(String f, JsonNode asked, Function<NodeClient, Reply> call, Reading reading) {
    Reply reply = callOnce(node, f, asked, call, reading);
    boolean unanswered = reply.conclusion() == Operation.Type.INFO && reply.status() == 0;
    return unanswered ? callOnce(elsewhere, f, asked, call, reading) : reply;
  }

  private Reply callOnce(
      Node of, String f, JsonNode asked, Function<NodeClient, Reply> call, Reading reading) {
    askedLast = of;
    history.add(process, Operation.Type.INVOKE, f, of.name(), asked);
    Reply reply = call.apply(of.service());
    JsonNode learnt = reading.of(reply);
    if (learnt != null) {
      history.add(process, Operation.Type.OK, f, of.name(), learnt);
      return reply;
    }
    // An answer of success that teaches nothing is none.
    Operation.Type conclusion = reply.isOk() ? Operation.Type.INFO : reply.conclusion();
    String error = reply.error() == null ? "not understood: " + reply.body() : reply.error();
    history.add(process, conclusion, f, of.name(), asked, error);
    if (conclusion == Operation.Type.INFO) {
      process += processesStep;
    }
    return reply;
  }
}

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
  private final SplittableRandom random;
  private final int processesStep;
  private int process;

  /**
   * A session.
   *
   * @param process its first number
   * @param processesStep added to the number after an unknown outcome: how many sessions there are
   */
  public Session(
      History history, Node node, SplittableRandom random, int process, int processesStep) {
    this.history = history;
    this.node = node;
    this.random = random;
    this.process = process;
    this.processesStep = processesStep;
  }

  /** What an answer teaches. */
  public interface Reading {
    /** What was learnt, or null if the call had no effect or an unknown one. */
    @Nullable JsonNode of(Reply reply);
  }

  /** Draws from the run's seed. */
  public SplittableRandom random() {
    return random;
  }

  /** Whom it asks. */
  public Node node() {
    return node;
  }

  /**
   * Makes a call and records it.
   *
   * @param f what it is
   * @param asked its arguments
   * @param call makes it
   * @param reading what an answer teaches, also one that HTTP calls an error
   */
  public Reply call(String f, JsonNode asked, Function<NodeClient, Reply> call, Reading reading) {
    history.add(process, Operation.Type.INVOKE, f, node.name(), asked);
    Reply reply = call.apply(node.client());
    JsonNode learnt = reading.of(reply);
    if (learnt != null) {
      history.add(process, Operation.Type.OK, f, node.name(), learnt);
      return reply;
    }
    // An answer of success that teaches nothing is none.
    Operation.Type conclusion = reply.isOk() ? Operation.Type.INFO : reply.conclusion();
    String error = reply.error() == null ? "not understood: " + reply.body() : reply.error();
    history.add(process, conclusion, f, node.name(), asked, error);
    if (conclusion == Operation.Type.INFO) {
      process += processesStep;
    }
    return reply;
  }
}

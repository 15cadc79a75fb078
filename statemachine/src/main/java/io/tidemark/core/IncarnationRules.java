package io.tidemark.core;

import io.tidemark.core.Outcome.Rejected;
import java.util.ArrayList;
import java.util.List;

/** Who is a node's current process. */
final class IncarnationRules {

  /** How many past incarnations of a node stay on record, for decoding. */
  static final int KEPT_PER_NODE_MAX = 64;

  private static final int NONCE_LENGTH_MAX = 64;

  private IncarnationRules() {}

  static Outcome register(
      Transition transition, Envelope envelope, Command.RegisterIncarnation command) {
    String nonce = command.processNonce();
    if (nonce.isEmpty() || nonce.length() > NONCE_LENGTH_MAX) {
      return Rejected.of(RejectionReason.BAD_COMMAND, "a process nonce has 1 to 64 characters");
    }
    NodeName node = envelope.proposer();
    Table<IncarnationNumber, IncarnationRecord> incarnations = transition.tables().incarnations();
    List<IncarnationNumber> known = ofNode(incarnations, node);
    for (IncarnationNumber number : known) {
      IncarnationRecord incarnation = incarnations.get(number);
      if (incarnation != null && incarnation.processNonce().equals(nonce)) {
        return repeated(transition, envelope, number);
      }
    }
    if (!transition.hasIncarnationLeft()) {
      return Rejected.of(
          RejectionReason.INCARNATIONS_EXHAUSTED,
          "all %d incarnation numbers are used; move to a new cluster"
              .formatted(IncarnationNumber.MAX));
    }
    for (int i = 0; i <= known.size() - KEPT_PER_NODE_MAX; i++) {
      transition.delete(incarnations, known.get(i));
    }
    IncarnationNumber number = transition.takeIncarnation();
    IncarnationRecord incarnation =
        new IncarnationRecord(
            node,
            transition.replicatedTimeMillis(),
            nonce,
            TimeWindow.EMPTY,
            0,
            command.knownLevel());
    transition.put(incarnations, number, incarnation);
    transition.makeCurrent(node, number);
    raiseFeatureLevel(transition);
    transition.offerSecret(command.offer());
    return new Outcome.IncarnationRegistered(number, transition.cluster().epoch());
  }

  /** A new command may be proposed once the current process of every voter knows it. */
  private static void raiseFeatureLevel(Transition transition) {
    int level = ReplicatedState.FEATURE_LEVEL;
    for (NodeName voter : transition.voters()) {
      IncarnationRecord current =
          transition.tables().incarnations().get(transition.currentOf(voter));
      level = Math.min(level, current == null ? 0 : current.knownLevel());
    }
    if (!transition.voters().isEmpty()) {
      transition.raiseFeatureLevel(level);
    }
  }

  static Rejected notAMember(Transition transition, Envelope envelope) {
    return Rejected.of(
        RejectionReason.NOT_A_MEMBER,
        "node %s does not belong to cluster %s; add it as a new member with an empty directory"
            .formatted(envelope.proposer(), transition.cluster().clusterId()));
  }

  static Rejected superseded(Transition transition, Envelope envelope) {
    return Rejected.of(
        RejectionReason.SUPERSEDED_INCARNATION,
        "incarnation %s of node %s is not its current one, %s; another process runs under this name"
            .formatted(
                envelope.incarnation(),
                envelope.proposer(),
                transition.currentOf(envelope.proposer())));
  }

  /**
   * A registration whose reply was lost; one that comes late, after its process was superseded,
   * must not revive it.
   */
  private static Outcome repeated(
      Transition transition, Envelope envelope, IncarnationNumber number) {
    return number.equals(transition.currentOf(envelope.proposer()))
        ? new Outcome.IncarnationRegistered(number, transition.cluster().epoch())
        : superseded(transition, envelope);
  }

  private static List<IncarnationNumber> ofNode(
      Table<IncarnationNumber, IncarnationRecord> incarnations, NodeName node) {
    List<IncarnationNumber> numbers = new ArrayList<>();
    incarnations.scan(
        IncarnationNumber.NONE,
        (number, incarnation) -> {
          if (incarnation.node().equals(node)) {
            numbers.add(number);
          }
          return true;
        });
    return numbers;
  }
}

package io.tidemark.node.member;

import io.tidemark.core.NodeName;
import io.tidemark.node.config.HostPort;
import io.tidemark.node.config.NodeConfig;
import io.tidemark.node.exchange.ExchangeClient;
import io.tidemark.node.exchange.Probe;
import io.tidemark.node.exchange.Probe.Sighting;
import io.tidemark.node.formation.SightingCheck;
import io.tidemark.node.identity.Identity;
import io.tidemark.node.identity.StartRefusedException;
import io.tidemark.node.identity.StartRefusedException.Kind;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether a node with a past may run Raft: it still belongs to the cluster, and its disk is the one
 * that it had last. Asks round by round, until a majority of the voters has answered; of those that
 * the latest configuration names which any of them knows of. One thread.
 */
final class StandingCheck {

  /** A node that is not a member has registered nothing that could be missing. */
  private static final long ANY_INCARNATION = Long.MAX_VALUE;

  private final NodeConfig config;
  private final Identity identity;
  private final long lastIndex;
  private final Sighting own;
  private final SkipAgreement skips;
  private final ExchangeClient client;
  private Members latest;

  /** Who belongs to the cluster, as somebody knows it. */
  private record Members(
      long index, SortedMap<NodeName, HostPort> addresses, Set<NodeName> listeners, String source) {

    SortedSet<NodeName> voters() {
      SortedSet<NodeName> voters = new TreeSet<>(addresses.keySet());
      voters.removeAll(listeners);
      return voters;
    }
  }

  /** Whether to go on. */
  sealed interface Verdict {
    /** The node may run Raft. */
    record Passed() implements Verdict {}

    /** Too few have answered yet. */
    record Waiting(String reason) implements Verdict {}
  }

  /**
   * @param lastIndex of the log or of a snapshot on this disk
   * @param skips what is skipped of the log
   */
  StandingCheck(
      NodeConfig config,
      Identity identity,
      long lastIndex,
      SkipAgreement skips,
      ExchangeClient client) {
    this.skips = skips;
    this.config = config;
    this.identity = identity;
    this.lastIndex = lastIndex;
    this.own =
        identity.phase() == Identity.Phase.JOINING
            ? new Sighting(
                ANY_INCARNATION,
                identity.processNonce(),
                Math.max(lastIndex, identity.membersIndex()))
            : new Sighting(identity.incarnation(), identity.processNonce(), lastIndex);
    this.client = client;
    this.latest =
        new Members(
            identity.membersIndex(), identity.peers(), identity.listeners(), "this directory");
  }

  /** One round of questions. */
  Verdict ask() throws IOException, StartRefusedException {
    SortedMap<NodeName, HostPort> asked = new TreeMap<>(config.peers());
    asked.putAll(identity.peers());
    asked.putAll(latest.addresses());
    SortedMap<NodeName, ProbeRounds.Response> responses =
        new ProbeRounds(config.name(), asked, client).ask();
    SortedMap<NodeName, Probe.Answer> members = ofThisCluster(responses);
    members.forEach(this::learn);
    requireMembership();
    Verdict verdict = judge(members);
    return verdict instanceof Verdict.Passed ? settle(responses) : verdict;
  }

  /** The members must also agree on what of the log they skip. */
  private Verdict settle(SortedMap<NodeName, ProbeRounds.Response> responses)
      throws IOException, StartRefusedException {
    SortedMap<NodeName, ProbeRounds.Response> ofMembers = new TreeMap<>(responses);
    ofMembers.keySet().retainAll(latest.addresses().keySet());
    return skips
        .settle(ofMembers)
        .<Verdict>map(Verdict.Waiting::new)
        .orElseGet(Verdict.Passed::new);
  }

  private Verdict judge(SortedMap<NodeName, Probe.Answer> answers) throws StartRefusedException {
    SortedSet<NodeName> voters = latest.voters();
    SortedMap<NodeName, Sighting> sightings = new TreeMap<>();
    answers.forEach(
        (name, answer) -> {
          if (voters.contains(name)) {
            sightings.put(name, answer.seen());
          }
        });
    // A joining node votes once its log has the configuration that takes it in.
    boolean votes =
        voters.contains(config.name())
            && (identity.phase() != Identity.Phase.JOINING || lastIndex >= latest.index());
    int majority = voters.size() / 2 + 1;
    if (sightings.size() + (votes ? 1 : 0) < majority) {
      SortedSet<NodeName> others = new TreeSet<>(voters);
      others.remove(config.name());
      return new Verdict.Waiting(
          "node %s waits for a majority of cluster %s before it votes; %s of %s other members answered: %s; start the others"
              .formatted(
                  config.name(),
                  identity.clusterId(),
                  sightings.size(),
                  others.size(),
                  sightings.keySet()));
    }
    Optional<String> refusal = SightingCheck.refusal(config.name(), own, sightings);
    if (refusal.isPresent()) {
      throw new StartRefusedException(Kind.CONFLICT, refusal.get());
    }
    return new Verdict.Passed();
  }

  /** The answers of members of this cluster that remember what they have seen. */
  private SortedMap<NodeName, Probe.Answer> ofThisCluster(
      SortedMap<NodeName, ProbeRounds.Response> responses) throws StartRefusedException {
    SortedMap<NodeName, Probe.Answer> answers = new TreeMap<>();
    for (Map.Entry<NodeName, ProbeRounds.Response> entry : responses.entrySet()) {
      NodeName name = entry.getKey();
      if (!(entry.getValue() instanceof ProbeRounds.Response.Answered(Probe.Answer answer))) {
        continue;
      }
      boolean hasMemory =
          answer.phase() == Probe.Phase.FORMED
              || answer.phase() == Probe.Phase.PREPARED
              || answer.phase() == Probe.Phase.JOINING;
      if (identity.clusterId().equals(answer.clusterId())) {
        if (hasMemory) {
          answers.put(name, answer);
        }
      } else if (answer.phase() == Probe.Phase.FORMED && latest.addresses().containsKey(name)) {
        throw new StartRefusedException(
            Kind.CONFLICT,
            "data directory %s belongs to cluster %s, but node %s at %s is a member of cluster %s; give this node the directory of that cluster, or the peers of its own"
                .formatted(
                    config.dataDir(),
                    identity.clusterId(),
                    name,
                    latest.addresses().get(name),
                    answer.clusterId()));
      }
    }
    return answers;
  }

  /** A joining node, by what is known of the members now; once the check has passed. */
  Identity joining() {
    return latest.addresses().containsKey(config.name())
        ? identity
        : identity.withMembers(
            latest.addresses(),
            identity.listeners().contains(config.name())
                ? withSelf(latest.listeners())
                : latest.listeners(),
            latest.index());
  }

  private Set<NodeName> withSelf(Set<NodeName> names) {
    Set<NodeName> all = new TreeSet<>(names);
    all.add(config.name());
    return all;
  }

  private void learn(NodeName from, Probe.Answer answer) {
    if (answer.membersIndex() > latest.index()) {
      SortedMap<NodeName, HostPort> addresses = new TreeMap<>();
      answer
          .peers()
          .forEach((name, address) -> addresses.put(new NodeName(name), HostPort.parse(address)));
      latest =
          new Members(
              answer.membersIndex(),
              addresses,
              answer.listeners().stream().map(NodeName::new).collect(Collectors.toSet()),
              "node " + from);
    }
  }

  /** A joining node is not a member yet, and need not be. */
  private void requireMembership() throws StartRefusedException {
    if (identity.phase() == Identity.Phase.FORMED
        && !latest.addresses().containsKey(config.name())) {
      throw new StartRefusedException(
          Kind.CONFLICT,
          "node %s was removed from cluster %s, whose members are %s as of log index %d, as %s knows; to bring the node back, add it as a new member with an empty directory"
              .formatted(
                  config.name(),
                  identity.clusterId(),
                  latest.addresses().keySet(),
                  latest.index(),
                  latest.source()));
    }
  }
}

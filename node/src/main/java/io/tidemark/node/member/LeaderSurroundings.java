package io.tidemark.node.member;

import io.tidemark.core.Membership;
import io.tidemark.core.NodeName;
import io.tidemark.node.config.HostPort;
import io.tidemark.node.exchange.Admit;
import io.tidemark.node.exchange.Call;
import io.tidemark.node.exchange.ExchangeClient;
import io.tidemark.node.exchange.Probe;
import io.tidemark.node.peer.MemberChange.Verdict;
import io.tidemark.node.peer.MemberStatus;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** How the members and a newcomer are, by asking them. */
final class LeaderSurroundings implements ChangePlan.Surroundings {

  private static final long ASK_MILLIS_MAX = 1_000;

  private final Division division;
  private final PeerSurvey survey;
  private final ExchangeClient client;
  private final List<String> agreed;

  /**
   * @param agreed what of the log the members skip
   */
  LeaderSurroundings(
      Division division, PeerSurvey survey, ExchangeClient client, List<String> agreed) {
    this.agreed = List.copyOf(agreed);
    this.division = division;
    this.survey = survey;
    this.client = client;
  }

  @Override
  public SortedMap<NodeName, Long> lagEntries() {
    SortedMap<NodeName, Long> lags = new TreeMap<>();
    for (MemberStatus status : survey.statuses(ASK_MILLIS_MAX).join()) {
      if (status.state() == MemberStatus.State.UP && status.raftRole() != null) {
        lags.put(status.name(), Math.max(0, division.commitIndex() - status.appliedIndex()));
      }
    }
    return lags;
  }

  @Override
  public ChangePlan.@Nullable Refused admit(
      NodeName node, HostPort address, boolean listener, Membership members) {
    Probe.Answer answer;
    try {
      answer =
          client
              .call(address, Call.PROBE, new Probe.Request(division.self().value()), ASK_MILLIS_MAX)
              .join();
    } catch (CompletionException e) {
      return notYet(
          "nothing answers at %s; start node %s there with --join %s"
              .formatted(address, node, division.clusterId()));
    }
    if (!answer.node().equals(node.value())) {
      return unfit("the node at %s is %s, not %s".formatted(address, answer.node(), node));
    }
    boolean ours = division.clusterId().equals(answer.clusterId());
    return switch (answer.phase()) {
      case STARTING -> notYet("node %s is starting".formatted(node));
      case APPLICANT -> {
        if (answer.clusterId() == null) {
          yield notYet("node %s has not found a member of its cluster yet".formatted(node));
        }
        yield ours ? ask(node, address, listener, members) : elsewhere(node, answer);
      }
      case JOINING -> ours ? unlessItSkipsElse(node, answer) : elsewhere(node, answer);
      case EMPTY ->
          unfit(
              "node %s waits to form a new cluster; start it with --join %s"
                  .formatted(node, division.clusterId()));
      case PREPARED, RESTORED -> elsewhere(node, answer);
      case FORMED ->
          ours
              ? unfit(
                  "the data directory of node %s is that of an earlier membership; start it with an empty one and --join %s"
                      .formatted(node, division.clusterId()))
              : elsewhere(node, answer);
    };
  }

  /** One that has run since before an entry was skipped may have applied it. */
  private ChangePlan.@Nullable Refused unlessItSkipsElse(NodeName node, Probe.Answer answer) {
    Probe.Skips skips = answer.skips();
    return skips != null && skips.agreed().equals(agreed)
        ? null
        : unfit(
            "node %s does not skip what of the log the members skip; empty its directory and start it again"
                .formatted(node));
  }

  private ChangePlan.@Nullable Refused ask(
      NodeName node, HostPort address, boolean listener, Membership members) {
    SortedMap<NodeName, HostPort> addresses = MembershipWatch.addresses(members);
    try {
      Admit.Answer answer =
          client
              .call(
                  address,
                  Call.ADMIT,
                  new Admit.Request(
                      division.clusterId(),
                      node.value(),
                      StartExchange.texts(addresses),
                      new TreeSet<>(members.listeners().stream().map(NodeName::value).toList()),
                      members.index(),
                      listener),
                  ASK_MILLIS_MAX)
              .join();
      return answer.admitted() ? null : unfit(answer.detail());
    } catch (CompletionException e) {
      return notYet("node %s did not answer: %s".formatted(node, e.getMessage()));
    }
  }

  private static ChangePlan.Refused elsewhere(NodeName node, Probe.Answer answer) {
    return unfit(
        "node %s belongs to cluster %s, or was told to join it; start it with an empty directory"
            .formatted(node, answer.clusterId()));
  }

  private static ChangePlan.Refused unfit(String detail) {
    return new ChangePlan.Refused(Verdict.UNFIT, detail);
  }

  private static ChangePlan.Refused notYet(String detail) {
    return new ChangePlan.Refused(Verdict.NOT_YET, detail);
  }
}

package io.tidemark.node.member;

import io.tidemark.core.LogPosition;
import io.tidemark.core.NodeName;
import io.tidemark.node.exchange.Probe;
import io.tidemark.node.identity.StartRefusedException;
import io.tidemark.node.identity.StartRefusedException.Kind;
import io.tidemark.replica.SkippedEntries;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a node may skip an entry of the log. A replica that applied it and one that
 * skipped it would part for ever, and what the one has told its clients the other would give away
 * again. So all members must have failed it and be told to skip it, not a majority; once recorded,
 * it is for ever, and who starts later follows.
 */
final class SkipAgreement {

  private final NodeName self;
  private final String clusterId;
  private final SkippedEntries entries;
  private final Optional<LogPosition> wanted;
  private final long snapshotIndex;

  /**
   * @param wanted what this node was told to skip
   * @param snapshotIndex of the newest snapshot; what it covers was applied here, unless it is on
   *     record as skipped
   */
  SkipAgreement(
      NodeName self,
      String clusterId,
      SkippedEntries entries,
      Optional<LogPosition> wanted,
      long snapshotIndex) {
    this.snapshotIndex = snapshotIndex;
    this.self = self;
    this.clusterId = clusterId;
    this.entries = entries;
    this.wanted = wanted.filter(position -> !entries.skipped().contains(position));
  }

  /**
   * Accepts what this node was told, or throws. What it accepts it offers, durably: from then on it
   * can't go back.
   *
   * @throws StartRefusedException if the entry did not fail here
   */
  void require() throws IOException, StartRefusedException {
    Optional<LogPosition> offered = entries.offered();
    if (offered.isPresent() && !offered.equals(wanted)) {
      throw new StartRefusedException(
          Kind.CONFLICT,
          "node %s has offered to skip entry %s, and others may have skipped it since; start it with --skip-entry %s, as all members"
              .formatted(self, text(offered.get()), text(offered.get())));
    }
    if (wanted.isEmpty()) {
      return;
    }
    if (!wanted.equals(entries.failed()) || snapshotIndex >= wanted.get().index()) {
      throw new StartRefusedException(
          Kind.CONFLICT,
          "node %s was told to skip entry %s, but %s; only an entry that fails on every node can be skipped"
              .formatted(
                  self,
                  text(wanted.get()),
                  entries
                      .failed()
                      .map(failed -> "the last one that failed here is " + text(failed))
                      .orElse("none has failed here")));
    }
    entries.offer(wanted.get());
  }

  /** After the replica's directory was emptied. */
  void recordAnew() throws IOException {
    entries.recordAnew();
  }

  /** What peers are told. */
  Probe.Skips told() {
    return told(entries, wanted.orElse(null));
  }

  static Probe.Skips told(SkippedEntries entries, @Nullable LogPosition offered) {
    return new Probe.Skips(
        offered == null ? null : text(offered),
        entries.skipped().stream().map(SkipAgreement::text).toList());
  }

  /**
   * Takes over what the members have agreed on, and agrees if all others do.
   *
   * @return what it still waits for; empty if nothing
   * @throws StartRefusedException if this node's snapshot may hold what the members skip
   */
  Optional<String> settle(SortedMap<NodeName, ProbeRounds.Response> responses)
      throws IOException, StartRefusedException {
    SortedMap<NodeName, Probe.Skips> members = members(responses);
    for (Probe.Skips skips : members.values()) {
      for (String agreed : skips.agreed()) {
        follow(position(agreed));
      }
    }
    if (wanted.isEmpty() || entries.skipped().contains(wanted.get())) {
      return Optional.empty();
    }
    String text = text(wanted.get());
    List<NodeName> missing =
        responses.keySet().stream()
            .filter(
                name ->
                    !members.containsKey(name)
                        || !text.equals(members.getOrDefault(name, Probe.Skips.NONE).offered()))
            .toList();
    if (missing.isEmpty()) {
      entries.skip(wanted.get());
      return Optional.empty();
    }
    return Optional.of(
        "node %s skips entry %s only together with all members; start %s with --skip-entry %s, too"
            .formatted(self, text, missing, text));
  }

  private void follow(LogPosition agreed) throws IOException, StartRefusedException {
    if (!entries.skipped().contains(agreed) && snapshotIndex >= agreed.index()) {
      throw new StartRefusedException(
          Kind.CONFLICT,
          "the members skip entry %s, which the snapshot of node %s covers and may hold; re-add the node as a new peer with an empty directory"
              .formatted(text(agreed), self));
    }
    entries.skip(agreed);
  }

  private SortedMap<NodeName, Probe.Skips> members(Map<NodeName, ProbeRounds.Response> responses) {
    SortedMap<NodeName, Probe.Skips> members = new TreeMap<>();
    responses.forEach(
        (name, response) -> {
          if (response instanceof ProbeRounds.Response.Answered(Probe.Answer answer)
              && clusterId.equals(answer.clusterId())
              && answer.skips() != null) {
            members.put(name, answer.skips());
          }
        });
    return members;
  }

  private static String text(LogPosition position) {
    return "%d:%d".formatted(position.term(), position.index());
  }

  private static LogPosition position(String text) {
    int colon = text.indexOf(':');
    return new LogPosition(
        Long.parseLong(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1)));
  }
}

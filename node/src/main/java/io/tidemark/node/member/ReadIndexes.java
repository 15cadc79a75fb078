package io.tidemark.node.member;

import io.tidemark.core.NodeName;
import io.tidemark.node.exchange.Inquiry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The leader's half of a linearizable read (Ongaro, "Consensus: Bridging Theory and Practice",
 * section 6.4): the commit index, confirmed by a majority that knows no later term.
 *
 * <p>Ratis 3.3.0 has this, too, but once it has confirmed an index it answers that index again
 * without asking anybody (ReadIndexHeartbeats.ackedCommitIndex): a leader that was deposed and does
 * not know it yet answers from the past. Here every round asks anew.
 *
 * <p>Why it holds: every voter that answers was asked after the commit index was taken, and is at a
 * term no later than this leader's. A leader of a later term that committed anything before the
 * read began would have had votes of a majority by then, and one of those voters would be among
 * these.
 */
final class ReadIndexes {

  /** No majority confirmed. */
  static final long UNCONFIRMED = -1;

  private final Raft raft;

  /** Port: what is asked of Raft and of the other voters. */
  interface Raft {

    NodeName self();

    /** Whether this node leads and has committed in its own term. */
    boolean isLeaderReady();

    long term();

    long commitIndex();

    boolean isMajority(Set<NodeName> members);

    /** Asks every other voter how it is; each call fails if it does not answer. */
    SortedMap<NodeName, CompletableFuture<Inquiry.Answer>> inquireOthers(long timeoutMillis);
  }

  ReadIndexes(Raft raft) {
    this.raft = raft;
  }

  /** Completes normally, within the timeout, with an index or {@link #UNCONFIRMED}. */
  CompletableFuture<Long> confirm(long timeoutMillis) {
    long term = raft.term();
    boolean isLeaderReady = raft.isLeaderReady();
    // Not before: a leader that has not committed in its term may not know of all commits.
    long commitIndex = raft.commitIndex();
    if (!isLeaderReady || raft.term() != term) {
      return CompletableFuture.completedFuture(UNCONFIRMED);
    }
    Set<NodeName> confirmed = ConcurrentHashMap.newKeySet();
    confirmed.add(raft.self());
    CompletableFuture<Long> result = new CompletableFuture<>();
    if (raft.isMajority(confirmed)) {
      result.complete(commitIndex);
      return result;
    }
    SortedMap<NodeName, CompletableFuture<Inquiry.Answer>> inquiries =
        raft.inquireOthers(timeoutMillis);
    // Of what each answer leads to, not of the answers: who waits for a future twice is called in
    // no order, and a last answer would be counted too late.
    List<CompletableFuture<?>> counted = new ArrayList<>();
    for (Map.Entry<NodeName, CompletableFuture<Inquiry.Answer>> inquiry : inquiries.entrySet()) {
      counted.add(
          inquiry
              .getValue()
              .thenAccept(
                  answer -> {
                    // -1 is a voter that does not run Raft yet: it may have forgotten nothing, but
                    // has not read its disk.
                    if (answer.term() >= 0 && answer.term() <= term) {
                      confirmed.add(inquiry.getKey());
                      if (raft.isMajority(confirmed) && raft.term() == term) {
                        result.complete(commitIndex);
                      }
                    }
                  }));
    }
    var _ =
        CompletableFuture.allOf(counted.toArray(CompletableFuture[]::new))
            .whenComplete((done, thrown) -> result.complete(UNCONFIRMED));
    return result;
  }
}

package io.tidemark.node.member;

import io.tidemark.core.NodeName;
import io.tidemark.node.exchange.Inquiry;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;

/** What a read index is confirmed by. */
record VotersAsked(Division division, PeerSurvey survey) implements ReadIndexes.Raft {

  @Override
  public NodeName self() {
    return division.self();
  }

  @Override
  public boolean isLeaderReady() {
    return division.isLeaderReady();
  }

  @Override
  public long term() {
    return division.term();
  }

  @Override
  public long commitIndex() {
    return division.commitIndex();
  }

  @Override
  public boolean isMajority(Set<NodeName> members) {
    return division.isMajority(members);
  }

  @Override
  public SortedMap<NodeName, CompletableFuture<Inquiry.Answer>> inquireOthers(long timeoutMillis) {
    return survey.inquireOthers(timeoutMillis);
  }
}

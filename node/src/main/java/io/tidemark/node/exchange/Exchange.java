package io.tidemark.node.exchange;

import java.util.concurrent.CompletableFuture;

/**
 * Port: what a node answers to its peers. No method blocks. A future that fails reaches the asking
 * node as a failed call with the exception's message.
 */
public interface Exchange {

  CompletableFuture<Probe.Answer> probe(Probe.Request request);

  CompletableFuture<Propose.Answer> propose(Propose.Request request);

  CompletableFuture<Inquiry.Answer> status(Inquiry.Request request);

  CompletableFuture<ReadIndex.Answer> readIndex(ReadIndex.Request request);

  CompletableFuture<Applied.Answer> applied(Applied.Request request);

  CompletableFuture<HandOver.Answer> handOver(HandOver.Request request);

  CompletableFuture<Admit.Answer> admit(Admit.Request request);

  CompletableFuture<ChangeMembers.Answer> changeMembers(ChangeMembers.Request request);

  CompletableFuture<Dismiss.Answer> dismiss(Dismiss.Request request);

  CompletableFuture<Drain.Answer> drain(Drain.Request request);

  CompletableFuture<TakeSnapshot.Answer> takeSnapshot(TakeSnapshot.Request request);

  CompletableFuture<Pending.Answer> pending(Pending.Request request);
}

package io.tidemark.core;

/**
 * What became of one command. The proposer checks the echo before it believes the outcome.
 *
 * @param incarnation echoed from the envelope
 * @param nonce echoed from the envelope
 * @param replicatedTimeMillis replicated time after the command
 */
public record Reply(
    IncarnationNumber incarnation, long nonce, long replicatedTimeMillis, Outcome outcome) {}

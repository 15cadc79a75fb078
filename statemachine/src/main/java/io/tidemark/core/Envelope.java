package io.tidemark.core;

/**
 * A command and who proposed it.
 *
 * @param proposer the node
 * @param incarnation the proposing process; {@link IncarnationNumber#NONE} only for {@link
 *     Command.RegisterIncarnation}
 * @param clockMillis the proposer's wall clock, Unix time; feeds replicated time
 * @param nonce rises with every new proposal of the incarnation, so that a late one can be told
 *     from its successors; echoed by the reply; a retry that must not act twice repeats it
 * @param tenant whose namespaces the command is about
 * @param principal who asked, for audit; empty for the node itself
 * @param requestId the HTTP request that asked; empty for the node itself
 * @param featureLevel the lowest cluster feature level that knows the command
 */
public record Envelope(
    NodeName proposer,
    IncarnationNumber incarnation,
    long clockMillis,
    long nonce,
    TenantId tenant,
    String principal,
    String requestId,
    int featureLevel,
    Command command) {}

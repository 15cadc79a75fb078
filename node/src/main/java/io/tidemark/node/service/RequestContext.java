package io.tidemark.node.service;

import io.tidemark.core.TenantId;

/**
 * On whose behalf a request is made.
 *
 * @param principal who asks; empty while nobody is asked to say
 * @param requestId taken from the caller or made; for logs and audit
 */
public record RequestContext(TenantId tenant, String principal, String requestId) {}

package io.tidemark.http.edge;

import io.micronaut.http.HttpRequest;
import io.tidemark.core.TenantId;
import io.tidemark.node.service.RequestContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request, who it is, and on whose behalf it is made.
 *
 * @param id taken from the caller or made; in the answer and in the logs
 * @param traceparent W3C Trace Context; null if there was none, or none that is well-formed
 * @param startNanos of the ticker
 */
public record Exchange(
    HttpRequest<?> request, String id, @Nullable String traceparent, long startNanos) {

  /** Whose namespaces this request sees. */
  public TenantId tenant() {
    return TenantId.DEFAULT;
  }

  /** On whose behalf the request is made; nobody is asked to say who they are yet. */
  public RequestContext context() {
    return new RequestContext(tenant(), "", id);
  }

  /**
   * Whether this call may be made again whatever came of it: it asks for IDs, and an ID burned is
   * no harm.
   */
  boolean isRepeatable() {
    return request.getPath().endsWith("/generate");
  }

  /** A query parameter. */
  public Optional<String> parameter(String name) throws RefusedException {
    var values = request.getParameters().getAll(name);
    if (values.size() > 1) {
      throw Refusal.invalid(name, "is given more than once").asException();
    }
    return values.stream().findFirst();
  }
}

package io.tidemark.node;

import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.TenantId;
import io.tidemark.node.config.NodeLimits;
import io.tidemark.node.issue.Issuer;
import io.tidemark.node.issue.Issuers;
import io.tidemark.node.log.LeaderSight;
import io.tidemark.node.log.ReplicatedLog;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.IdIssuing;
import io.tidemark.node.service.IdText;
import io.tidemark.node.service.IssueRequest;
import io.tidemark.node.service.IssueRequest.Source;
import io.tidemark.node.service.Problem;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds the issuer of a request. A namespace that this node doesn't know is looked up by a
 * linearizable read before it is denied: it may just have been put through another node.
 */
final class IssuingDesk implements IdIssuing {

  private final NodeLimits limits;
  private final LeaderSight sight;
  private final QuorumRead quorumRead;
  private final Semaphore waiters;
  private volatile @Nullable Issuers issuers;
  private volatile @Nullable Problem closed =
      Problem.unavailable(Problem.Code.NOT_READY, "the node is starting");

  IssuingDesk(NodeLimits limits, LeaderSight sight, ReplicatedLog log) {
    this.limits = limits;
    this.sight = sight;
    this.quorumRead = new QuorumRead(log, sight);
    this.waiters = new Semaphore(limits.waitersMax());
  }

  /** Opens for requests: the process is registered. */
  void open(Issuers registered) {
    issuers = registered;
    closed = null;
  }

  /** Denies requests from now on, and says why. */
  void close(Problem why) {
    closed = why;
  }

  /**
   * Waits until no request waits any more. While the desk is closed it stays so.
   *
   * @return whether that came about in time
   */
  boolean awaitQuiet(long millis) throws InterruptedException {
    boolean quiet = waiters.tryAcquire(limits.waitersMax(), millis, TimeUnit.MILLISECONDS);
    if (quiet) {
      waiters.release(limits.waitersMax());
    }
    return quiet;
  }

  /** How many requests wait. */
  int waiting() {
    return limits.waitersMax() - waiters.availablePermits();
  }

  @Override
  public @Nullable Answer<IdText> tryIssue(IssueRequest request, IdText text) {
    Problem why = closed;
    Issuers open = issuers;
    if (why != null || open == null) {
      return Answer.denied(why != null ? why : notReady());
    }
    Issuer issuer = issuerOf(open, request);
    return issuer == null ? null : issuer.tryIssue(request.count(), text);
  }

  @Override
  public Answer<List<String>> issue(IssueRequest request) {
    Issuers open = issuers;
    if (closed != null || open == null || !waiters.tryAcquire()) {
      Problem why = closed;
      return Answer.denied(why != null ? why : overloaded());
    }
    try {
      return issue(open, request);
    } finally {
      waiters.release();
    }
  }

  /**
   * Asks the issuer, and another one as long as the one asked turns out to be gone or to go by an
   * older rule. Every turn but the last has waited for a reservation or a read.
   */
  private Answer<List<String>> issue(Issuers open, IssueRequest request) {
    long deadline = sight.deadlineNanos();
    boolean confirmed = false;
    while (true) {
      Issuer issuer = issuerOf(open, request);
      Problem why = closed;
      if (why != null) {
        return Answer.denied(why);
      }
      if (issuer == null && confirmed) {
        return notFound(request);
      }
      if (issuer != null) {
        Answer<List<String>> answer = issuer.issue(request.count(), deadline);
        boolean again =
            answer instanceof Answer.Denied
                && (issuer.isStale() || issuer.isDropped())
                && sight.millisUntil(deadline) > 0;
        if (!again) {
          return answer;
        }
        if (issuer.isDropped()) {
          continue; // It is out of the map: what comes next goes by the rule as applied by now.
        }
      }
      Problem unconfirmed = quorumRead.confirm(deadline);
      if (unconfirmed != null) {
        return Answer.denied(unconfirmed);
      }
      confirmed = true;
      if (issuer != null && request.source() instanceof Source.OfNamespace(NamespaceName name)) {
        open.replaceStale(new NamespaceKey(request.tenant(), name), issuer);
      }
    }
  }

  private static @Nullable Issuer issuerOf(Issuers open, IssueRequest request) {
    return switch (request.source()) {
      case Source.OfKind(var kind) -> open.ofKind(kind);
      case Source.OfNamespace(NamespaceName name) ->
          open.ofNamespace(new NamespaceKey(request.tenant(), name));
    };
  }

  private static Answer<List<String>> notFound(IssueRequest request) {
    return switch (request.source()) {
      case Source.OfNamespace(NamespaceName name) -> Answer.denied(unknown(request.tenant(), name));
      case Source.OfKind(var kind) ->
          throw new IllegalStateException("no issuer for the built-in kind " + kind);
    };
  }

  static Problem unknown(TenantId tenant, NamespaceName name) {
    return Problem.refused(
        Problem.Code.NAMESPACE_NOT_FOUND,
        "namespace %s does not exist in tenant %s; create it with PUT /v1/namespaces/%s"
            .formatted(name, tenant, name));
  }

  private Problem overloaded() {
    return Problem.unavailable(
        Problem.Code.OVERLOADED,
        "%d requests wait on this node already".formatted(limits.waitersMax()));
  }

  private static Problem notReady() {
    return Problem.unavailable(Problem.Code.NOT_READY, "the node is starting");
  }
}

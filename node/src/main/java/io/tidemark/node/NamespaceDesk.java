package io.tidemark.node;

import io.tidemark.core.Command;
import io.tidemark.core.LogPosition;
import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.NodeName;
import io.tidemark.core.Outcome;
import io.tidemark.core.Precondition;
import io.tidemark.core.TenantId;
import io.tidemark.core.View;
import io.tidemark.node.config.NodeLimits;
import io.tidemark.node.issue.SequencePrinting;
import io.tidemark.node.log.LeaderSight;
import io.tidemark.node.log.Proposal;
import io.tidemark.node.log.Proposer;
import io.tidemark.node.log.ReplicatedLog;
import io.tidemark.node.peer.Peers;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.Namespaces;
import io.tidemark.node.service.Problem;
import io.tidemark.node.service.RequestContext;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Changes and reads ID rules through the replicated log. */
final class NamespaceDesk implements Namespaces {

  /** How long the answer to a change waits for the members to have it in force. */
  private static final long IN_FORCE_MILLIS_MAX = 1_000;

  /** How often a change without a condition is tried again because another one came first. */
  private static final int ATTEMPTS_MAX = 5;

  private final Proposer proposer;
  private final Peers peers;
  private final StateReader state;
  private final NodeLimits limits;
  private final InstantSource wall;
  private final LeaderSight sight;
  private final QuorumRead quorumRead;
  private final PersistentProposal persistent;
  private final LineOutlook outlook;

  NamespaceDesk(
      Proposer proposer,
      ReplicatedLog log,
      Peers peers,
      StateReader state,
      NodeLimits limits,
      LeaderSight sight,
      InstantSource wall,
      SequencePrinting printing) {
    this.proposer = proposer;
    this.peers = peers;
    this.state = state;
    this.limits = limits;
    this.wall = wall;
    this.sight = sight;
    this.quorumRead = new QuorumRead(log, sight);
    this.persistent = new PersistentProposal(proposer, sight);
    this.outlook = new LineOutlook(printing, wall);
  }

  @Override
  public Answer<Change> put(
      RequestContext context, NamespaceName name, NamespaceRule rule, Precondition precondition) {
    Problem unknown = LineOutlook.refusal(name, rule);
    if (unknown == null) {
      unknown = tooNew(name, rule);
    }
    if (unknown != null) {
      return Answer.denied(unknown);
    }
    return guarded(
        context,
        name,
        precondition,
        guard ->
            change(
                context,
                new Command.PutNamespace(name, rule, guard),
                (outcome, position) ->
                    outcome instanceof Outcome.NamespacePut(var namespace, boolean created)
                        ? inForce(namespace, created, position)
                        : null));
  }

  /** An older member could not even read such a rule, so it must not get into the log. */
  private @Nullable Problem tooNew(NamespaceName name, NamespaceRule rule) {
    int level = state.read(view -> view.cluster().featureLevel());
    return rule.featureLevel() <= level
        ? null
        : Problem.refused(
            Problem.Code.UNKNOWN_FEATURE,
            "the rule of namespace %s needs feature level %d, the cluster is at %d; upgrade every member first"
                .formatted(name, rule.featureLevel(), level));
  }

  @Override
  public Answer<Change> delete(
      RequestContext context, NamespaceName name, Precondition precondition) {
    return guarded(
        context,
        name,
        precondition,
        guard ->
            change(
                context,
                new Command.DeleteNamespace(name, guard),
                (outcome, position) ->
                    outcome instanceof Outcome.NamespaceDeleted(var tombstone)
                        ? inForce(tombstone, false, position)
                        : null));
  }

  @Override
  public Answer<Raised> raise(
      RequestContext context, NamespaceName name, Optional<String> period, long to) {
    Problem unread = isStarting() ? starting() : freshen(Consistency.LINEARIZABLE);
    if (unread != null) {
      return Answer.denied(unread);
    }
    Answer<Command> raising =
        state.read(view -> outlook.raising(live(view, context.tenant(), name), name, period, to));
    return switch (raising) {
      case Answer.Denied<Command>(Problem problem) -> Answer.denied(problem);
      case Answer.Granted<Command>(Command command) -> raise(context, command);
    };
  }

  private Answer<Raised> raise(RequestContext context, Command command) {
    return change(
        context,
        command,
        (outcome, position) -> {
          if (outcome instanceof Outcome.HighWaterMarkRaised(long from, long raised)) {
            peers.applied(position, IN_FORCE_MILLIS_MAX).join();
            return new Raised(from, raised);
          }
          return null;
        });
  }

  @Override
  public Answer<Preview> preview(
      TenantId tenant, NamespaceName name, Optional<NamespaceRule> rule) {
    Problem stale = freshen(Consistency.LINEARIZABLE);
    if (stale != null) {
      return Answer.denied(stale);
    }
    return state.read(
        view -> {
          NamespaceRecord stored = live(view, tenant, name);
          if (rule.isEmpty() && stored == null) {
            return Answer.denied(IssuingDesk.unknown(tenant, name));
          }
          NamespaceRule by =
              rule.isPresent() || stored == null ? rule.orElseThrow() : stored.rule();
          return outlook.preview(view, tenant, name, by, stored);
        });
  }

  private static @Nullable NamespaceRecord live(View view, TenantId tenant, NamespaceName name) {
    NamespaceRecord stored = view.namespaces().get(new NamespaceKey(tenant, name));
    return stored == null || stored.deleted() ? null : stored;
  }

  @Override
  public Answer<Listed> get(TenantId tenant, NamespaceName name, Consistency consistency) {
    Problem stale = freshen(consistency);
    if (stale != null) {
      return Answer.denied(stale);
    }
    return state.read(
        view -> {
          NamespaceRecord stored = view.namespaces().get(new NamespaceKey(tenant, name));
          return stored == null || stored.deleted()
              ? Answer.denied(IssuingDesk.unknown(tenant, name))
              : Answer.of(outlook.listed(view, stored));
        });
  }

  @Override
  public Answer<Page> list(
      TenantId tenant, int limit, Optional<String> pageToken, Consistency consistency) {
    Optional<NamespaceName> after = Optional.empty();
    if (pageToken.isPresent()) {
      if (!NamespaceName.isValid(pageToken.get())) {
        return Answer.denied(
            Problem.refused(
                Problem.Code.PAGE_TOKEN_INVALID,
                "'%s' is not a page token of this API; take next_page_token of the page before"
                    .formatted(pageToken.get())));
      }
      after = Optional.of(new NamespaceName(pageToken.get()));
    }
    Problem stale = freshen(consistency);
    if (stale != null) {
      return Answer.denied(stale);
    }
    NamespaceName last = after.orElse(null);
    return state.read(view -> Answer.of(page(view, tenant, Math.clamp(limit, 1, PAGE_MAX), last)));
  }

  private Page page(View view, TenantId tenant, int limit, @Nullable NamespaceName after) {
    List<NamespaceRecord> found = new ArrayList<>();
    NamespaceName from = after == null ? new NamespaceName("0") : after;
    view.namespaces()
        .scan(
            new NamespaceKey(tenant, from),
            (key, stored) -> {
              if (!key.tenant().equals(tenant)) {
                return false;
              }
              if (!stored.deleted() && !key.name().equals(after)) {
                found.add(stored);
              }
              return found.size() <= limit;
            });
    boolean more = found.size() > limit;
    List<Listed> listed =
        found.stream().limit(limit).map(stored -> outlook.listed(view, stored)).toList();
    return new Page(
        listed, more ? Optional.of(found.get(limit - 1).name().value()) : Optional.empty());
  }

  private @Nullable Problem freshen(Consistency consistency) {
    return switch (consistency) {
      case LOCAL -> null;
      case LINEARIZABLE -> quorumRead.confirm(sight.deadlineNanos());
    };
  }

  /**
   * Ties a change without a condition to the generation that is stored now. Proposed again after a
   * lost answer, it so can't undo a change that another operator made in between.
   */
  private Answer<Change> guarded(
      RequestContext context,
      NamespaceName name,
      Precondition asked,
      Function<Precondition, Answer<Change>> change) {
    if (!(asked instanceof Precondition.None)) {
      return change.apply(asked);
    }
    for (int attempt = 1; ; attempt++) {
      Problem unread = isStarting() ? starting() : freshen(Consistency.LINEARIZABLE);
      if (unread != null) {
        return Answer.denied(unread);
      }
      Answer<Change> answer = change.apply(asStored(context.tenant(), name));
      if (!isOvertaken(answer) || attempt == ATTEMPTS_MAX) {
        return answer;
      }
    }
  }

  private Precondition asStored(TenantId tenant, NamespaceName name) {
    return state.read(
        view -> {
          NamespaceRecord stored = view.namespaces().get(new NamespaceKey(tenant, name));
          return stored == null || stored.deleted()
              ? new Precondition.Absent()
              : new Precondition.AtGeneration(stored.generation());
        });
  }

  private static boolean isOvertaken(Answer<Change> answer) {
    return answer instanceof Answer.Denied<Change>(Problem problem)
        && problem.code() == Problem.Code.PRECONDITION_FAILED
        && problem.effect() == Problem.Effect.REFUSED;
  }

  private boolean isStarting() {
    return proposer.incarnation().value() == 0;
  }

  private static Problem starting() {
    return Problem.unavailable(Problem.Code.NOT_READY, "the node is starting");
  }

  private <T> Answer<T> change(
      RequestContext context,
      Command command,
      BiFunction<Outcome, LogPosition, @Nullable T> result) {
    if (isStarting()) {
      return Answer.denied(starting());
    }
    Proposal proposal = persistent.propose(command, context);
    return switch (proposal) {
      case Proposal.Decided(var position, Outcome.Rejected rejected, _) ->
          Answer.denied(Problem.of(rejected));
      case Proposal.Decided(LogPosition position, Outcome outcome, _) -> {
        T value = result.apply(outcome, position);
        if (value == null) {
          throw new IllegalStateException("%s was answered by %s".formatted(command, outcome));
        }
        yield Answer.of(value);
      }
      case Proposal.Refused(String detail) ->
          Answer.denied(Problem.unavailable(Problem.Code.NO_QUORUM, detail));
      case Proposal.Unknown(String detail) ->
          Answer.denied(Problem.unknown(Problem.Code.NO_QUORUM, detail, true));
    };
  }

  private Change inForce(NamespaceRecord namespace, boolean created, LogPosition position) {
    List<NodeName> applied = peers.applied(position, IN_FORCE_MILLIS_MAX).join();
    List<NodeName> holding =
        peers.members().stream().filter(member -> !applied.contains(member)).toList();
    return new Change(
        namespace,
        created,
        applied.stream().sorted().toList(),
        holding,
        wall.millis() + (holding.isEmpty() ? 0 : limits.holdMillisMax()));
  }
}

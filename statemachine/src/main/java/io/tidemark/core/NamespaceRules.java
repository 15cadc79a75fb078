package io.tidemark.core;

import io.tidemark.core.Outcome.Rejected;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Decides what a namespace's rule may become. */
final class NamespaceRules {

  private NamespaceRules() {}

  static void createDefault(Transition transition) {
    NamespaceRecord namespace =
        new NamespaceRecord(
            TenantId.DEFAULT,
            NamespaceName.DEFAULT,
            transition.takeNamespaceNumber(),
            1,
            NamespaceRule.of(Kind.UUID7),
            false,
            false,
            0,
            IncarnationNumber.NONE,
            0);
    transition.put(transition.tables().namespaces(), namespace.key(), namespace);
  }

  static Outcome put(Transition transition, Envelope envelope, Command.PutNamespace command) {
    List<FieldFault> faults = command.rule().faults();
    if (!faults.isEmpty()) {
      return new Rejected(
          RejectionReason.RULE_INVALID,
          "the rule of %s is not valid".formatted(command.namespace()),
          faults);
    }
    SequenceRule sequence = command.rule().sequence();
    if (sequence != null && sequence.isOpaque() && !transition.hasSecret()) {
      return new Rejected(
          RejectionReason.RULE_INVALID,
          "the rule of %s is not valid".formatted(command.namespace()),
          List.of(
              new FieldFault(
                  "template",
                  "{opaque} needs the cluster's secret, which this cluster does not have yet; it is"
                      + " drawn when a node starts after the cluster has reached feature level"
                      + " 2")));
    }
    NamespaceRecord stored =
        transition
            .tables()
            .namespaces()
            .get(new NamespaceKey(envelope.tenant(), command.namespace()));
    NamespaceRecord live = stored == null || stored.deleted() ? null : stored;
    if (stored != null && isRepeat(stored, envelope)) {
      return new Outcome.NamespacePut(stored, stored.generation() == 1);
    }
    Rejected unmet = unmet(command.namespace(), command.precondition(), live);
    if (unmet != null) {
      return unmet;
    }
    if (stored != null && stored.isFrozen()) {
      List<String> changed = stored.rule().frozenFieldsChangedBy(command.rule());
      if (!changed.isEmpty()) {
        return frozen(command.namespace(), changed);
      }
    }
    if (live != null && live.rule().equals(command.rule())) {
      return new Outcome.NamespacePut(live, false);
    }
    if (stored == null && transition.isNearlyFull()) {
      return full();
    }
    if (stored == null || !stored.isFrozen()) {
      List<FieldFault> untimely = untimely(command.rule(), transition.replicatedTimeMillis());
      if (!untimely.isEmpty()) {
        return new Rejected(
            RejectionReason.RULE_INVALID,
            "the rule of %s has no IDs for this time".formatted(command.namespace()),
            untimely);
      }
    }
    long number = stored == null ? transition.takeNamespaceNumber() : stored.number();
    long generation = stored == null ? 1 : stored.generation() + 1;
    boolean reserved = stored != null && stored.reserved();
    NamespaceRecord changed =
        record(
            transition,
            envelope,
            command.namespace(),
            number,
            generation,
            command.rule(),
            reserved,
            false);
    transition.put(transition.tables().namespaces(), changed.key(), changed);
    return new Outcome.NamespacePut(changed, live == null);
  }

  static Outcome delete(Transition transition, Envelope envelope, Command.DeleteNamespace command) {
    if (command.namespace().equals(NamespaceName.DEFAULT)) {
      return Rejected.of(RejectionReason.DEFAULT_NAMESPACE, "namespace default can't be deleted");
    }
    NamespaceRecord stored =
        transition
            .tables()
            .namespaces()
            .get(new NamespaceKey(envelope.tenant(), command.namespace()));
    if (stored != null && stored.deleted() && isRepeat(stored, envelope)) {
      return new Outcome.NamespaceDeleted(stored);
    }
    NamespaceRecord live = stored == null || stored.deleted() ? null : stored;
    if (live == null) {
      return notFound(command.namespace());
    }
    Rejected unmet = unmet(command.namespace(), command.precondition(), live);
    if (unmet != null) {
      return unmet;
    }
    NamespaceRecord tombstone =
        record(
            transition,
            envelope,
            live.name(),
            live.number(),
            live.generation() + 1,
            live.rule(),
            live.reserved(),
            true);
    transition.put(transition.tables().namespaces(), tombstone.key(), tombstone);
    return new Outcome.NamespaceDeleted(tombstone);
  }

  /** The namespace, unless it is unknown or a tombstone. */
  static @Nullable NamespaceRecord live(
      Transition transition, TenantId tenant, NamespaceName name) {
    NamespaceRecord stored = transition.tables().namespaces().get(new NamespaceKey(tenant, name));
    return stored == null || stored.deleted() ? null : stored;
  }

  /** What keeps a new rule from having IDs at this time. */
  private static List<FieldFault> untimely(NamespaceRule rule, long nowMillis) {
    if (!(rule.form() instanceof Form.LaidOut(SnowflakeRule layout))
        || rule.featureLevel() < NamespaceRule.FORMS_LEVEL // Decided as older versions decide it.
        || nowMillis == 0) {
      return List.of();
    }
    if (layout.epochMillis() > nowMillis) {
      return List.of(new FieldFault("layout.epoch", "lies in the future"));
    }
    return rule.exhaustionMillis().orElse(Long.MAX_VALUE) <= nowMillis
        ? List.of(
            new FieldFault(
                "layout",
                "has no IDs any more: %d bits of %d ms since its epoch have passed"
                    .formatted(layout.timeBits(), layout.timeUnitMillis())))
        : List.of();
  }

  /** Freezes the rule, because values were given away under it. */
  static void markReserved(Transition transition, NamespaceRecord namespace) {
    if (!namespace.reserved()) {
      transition.put(transition.tables().namespaces(), namespace.key(), namespace.withReserved());
    }
  }

  static Rejected notFound(NamespaceName name) {
    return Rejected.of(
        RejectionReason.NAMESPACE_NOT_FOUND, "namespace %s does not exist".formatted(name));
  }

  static Rejected full() {
    return Rejected.of(
        RejectionReason.STATE_FULL,
        "the replicated state is at 80 % of its limit of rows; existing namespaces go on, new ones"
            + " are refused");
  }

  /** The kind's name as people write it. */
  static String textOf(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static boolean isRepeat(NamespaceRecord stored, Envelope envelope) {
    return envelope.nonce() != 0
        && stored.changeNonce() == envelope.nonce()
        && stored.changeIncarnation().equals(envelope.incarnation());
  }

  private static NamespaceRecord record(
      Transition transition,
      Envelope envelope,
      NamespaceName name,
      long number,
      long generation,
      NamespaceRule rule,
      boolean reserved,
      boolean deleted) {
    return new NamespaceRecord(
        envelope.tenant(),
        name,
        number,
        generation,
        rule,
        reserved,
        deleted,
        envelope.nonce(),
        envelope.incarnation(),
        transition.replicatedTimeMillis());
  }

  private static @Nullable Rejected unmet(
      NamespaceName name, Precondition precondition, @Nullable NamespaceRecord live) {
    return switch (precondition) {
      case Precondition.None ignored -> null;
      case Precondition.Absent ignored ->
          live == null
              ? null
              : unmet("namespace %s exists, at generation %d".formatted(name, live.generation()));
      case Precondition.Present ignored ->
          live != null ? null : unmet("namespace %s does not exist".formatted(name));
      case Precondition.AtGeneration(long generation) -> {
        if (live == null) {
          yield unmet("namespace %s does not exist".formatted(name));
        }
        yield live.generation() == generation
            ? null
            : unmet(
                "namespace %s is at generation %d, not %d"
                    .formatted(name, live.generation(), generation));
      }
    };
  }

  private static Rejected unmet(String detail) {
    return Rejected.of(RejectionReason.PRECONDITION_FAILED, detail);
  }

  private static Rejected frozen(NamespaceName name, List<String> fields) {
    List<FieldFault> faults =
        fields.stream()
            .map(field -> new FieldFault(field, "can't change once IDs may have been issued"))
            .toList();
    return new Rejected(
        RejectionReason.RULE_FROZEN,
        "%s of namespace %s can't change once IDs may have been issued, because an old ID could be printed again; make a new namespace"
            .formatted(String.join(", ", fields), name),
        faults);
  }
}

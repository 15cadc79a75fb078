package io.tidemark.node.issue;

import io.tidemark.core.Kind;
import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.SequenceRule;
import io.tidemark.layout.SnowflakeLayout;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The issuers of a registered process, one per namespace in use and one per built-in kind.
 *
 * <ol>
 *   <li>An issuer is made from the rule as this node has applied it, inside the map's lock for its
 *       key; {@link #ruleChanged} is called after the change was applied. So no issuer of an older
 *       rule stays behind.
 *   <li>A namespace that nobody asked for between two sweeps, and for which nothing is held, is
 *       forgotten.
 *   <li>A dropped issuer is no longer in the map.
 * </ol>
 */
public final class Issuers {

  private final IssuingContext context;
  private final Function<NamespaceKey, @Nullable NamespaceRecord> rules;
  private final TimeLine timeLine;
  private final WorkerLine workerLine;
  private final Map<Kind, Issuer> builtIn;
  private final ConcurrentHashMap<NamespaceKey, InUse> ofNamespace = new ConcurrentHashMap<>();
  private volatile boolean dropped;

  /** An issuer, and whether it was asked for since the last sweep. */
  private static final class InUse {
    final Issuer issuer;
    final long generation;
    volatile boolean asked = true;

    InUse(Issuer issuer, long generation) {
      this.issuer = issuer;
      this.generation = generation;
    }
  }

  /**
   * Issuers without holdings.
   *
   * @param rules reads a live namespace as this node has applied it, or null
   * @param originMillis a moment before every window of the process
   */
  public Issuers(
      IssuingContext context,
      Function<NamespaceKey, @Nullable NamespaceRecord> rules,
      long originMillis) {
    this.context = context;
    this.rules = rules;
    this.timeLine = new TimeLine(context, originMillis);
    this.workerLine = new WorkerLine(context, SnowflakeLayout.DEFAULT);
    this.builtIn =
        Map.of(
            Kind.UUID7, new StampedIssuer(Kind.UUID7, timeLine, context),
            Kind.ULID, new StampedIssuer(Kind.ULID, timeLine, context),
            Kind.SNOWFLAKE, new SnowflakeIssuer(workerLine, context),
            Kind.UUID4, new RandomIssuer(context, () -> true, timeLine.replenishment()));
  }

  /** The process's own time line. */
  public TimeLine timeLine() {
    return timeLine;
  }

  /** The issuer of a built-in kind, or null for {@link Kind#SEQUENCE}. */
  public @Nullable Issuer ofKind(Kind kind) {
    return builtIn.get(kind);
  }

  /** The issuer of a namespace, or null if this node knows no such namespace. */
  public @Nullable Issuer ofNamespace(NamespaceKey key) {
    InUse known = ofNamespace.get(key);
    if (known == null) {
      known = ofNamespace.computeIfAbsent(key, this::make);
      if (dropped) {
        dropHeld(key); // The drop may have looked before this one was in the map.
        return null;
      }
    }
    if (known == null) {
      return null;
    }
    if (!known.asked) {
      known.asked = true; // Written once a sweep, not by every request: no contention.
    }
    return known.issuer;
  }

  /**
   * A namespace was put or deleted: what is held by an older rule is dropped.
   *
   * @param generation the namespace's, from now on
   */
  public void ruleChanged(NamespaceKey key, long generation) {
    InUse known = ofNamespace.get(key);
    if (known == null || known.generation < generation) {
      dropHeld(key);
    }
  }

  /** Drops what is held for a namespace. */
  public void dropHeld(NamespaceKey key) {
    InUse old = ofNamespace.remove(key);
    if (old != null) {
      old.issuer.drop();
    }
  }

  /**
   * An issuer has learnt that its rule is not the stored one; the applied state is fresh by now.
   */
  @SuppressWarnings("ReferenceEquality") // This very issuer, not one like it.
  public void replaceStale(NamespaceKey key, Issuer issuer) {
    InUse known = ofNamespace.get(key);
    if (known != null && known.issuer == issuer && ofNamespace.remove(key, known)) {
      issuer.drop();
    }
  }

  /** The whole state was replaced: any rule may have changed. */
  public void allChanged() {
    List.copyOf(ofNamespace.keySet()).forEach(this::dropHeld);
  }

  /** Forgets namespaces that hold nothing and that nobody has asked for since the last sweep. */
  public void sweep() {
    for (Map.Entry<NamespaceKey, InUse> entry : ofNamespace.entrySet()) {
      InUse known = entry.getValue();
      if (known.asked || !known.issuer.isIdle()) {
        known.asked = false;
      } else if (ofNamespace.remove(entry.getKey(), known)) {
        known.issuer.drop();
      }
    }
  }

  /** Ends all issuing for good and gives back what can be given back. */
  public void drop() {
    dropped = true;
    allChanged();
    timeLine.drop();
    workerLine.drop();
  }

  boolean isDropped() {
    return dropped;
  }

  /** How many sequence values are held. */
  public long sequenceValuesHeld() {
    long held = 0;
    for (InUse known : ofNamespace.values()) {
      held += known.issuer.kind() == Kind.SEQUENCE ? known.issuer.remaining() : 0;
    }
    return held;
  }

  /** How many namespaces are in use. */
  public int inUse() {
    return ofNamespace.size();
  }

  private @Nullable InUse make(NamespaceKey key) {
    NamespaceRecord namespace = dropped ? null : rules.apply(key);
    return namespace == null ? null : new InUse(issuerOf(namespace), namespace.generation());
  }

  private Issuer issuerOf(NamespaceRecord namespace) {
    return switch (namespace.rule().kind()) {
      case UUID7 -> new StampedIssuer(Kind.UUID7, timeLine, context);
      case ULID -> new StampedIssuer(Kind.ULID, timeLine, context);
      case SNOWFLAKE -> new SnowflakeIssuer(workerLine, context);
      case UUID4 -> new RandomIssuer(context, timeLine::isInForce, timeLine.replenishment());
      case SEQUENCE -> sequence(namespace);
    };
  }

  private Issuer sequence(NamespaceRecord namespace) {
    SequenceRule rule = namespace.rule().sequence();
    if (rule == null) {
      throw new IllegalStateException("sequence %s has no rule".formatted(namespace.name()));
    }
    Optional<PeriodCalendar> calendar = PeriodCalendar.of(rule);
    if (calendar.isEmpty()) {
      return new UnknownZoneIssuer(namespace.name(), rule.zone());
    }
    return switch (rule.mode()) {
      case RANGE -> new RangeIssuer(namespace, rule, calendar.get(), context);
      case MONOTONIC -> new MonotonicIssuer(namespace, rule, calendar.get(), context);
    };
  }
}

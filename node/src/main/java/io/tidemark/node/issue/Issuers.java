package io.tidemark.node.issue;

import io.tidemark.core.Form;
import io.tidemark.core.Kind;
import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.SequenceRule;
import io.tidemark.core.SnowflakeRule;
import io.tidemark.core.WorkerClass;
import io.tidemark.layout.SnowflakeLayout;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
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
  private final ConcurrentHashMap<WorkerClass, WorkerLine> workerLines = new ConcurrentHashMap<>();
  private final Map<Kind, Issuer> builtIn;
  private final List<WorkerLine> builtInWorkers;
  private final ConcurrentHashMap<NamespaceKey, InUse> ofNamespace = new ConcurrentHashMap<>();
  private volatile boolean dropped;
  private volatile boolean warm;

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
    Map<Kind, Issuer> issuers = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      if (kind.isBuiltIn()) {
        // No rule can change, so none has to be in force.
        issuers.put(kind, issuerOf(kind, Form.standardOf(kind), () -> true));
      }
    }
    this.builtIn = Map.copyOf(issuers);
    this.builtInWorkers = List.copyOf(workerLines.values());
  }

  /** The process's own time line. */
  public TimeLine timeLine() {
    return timeLine;
  }

  /**
   * The issuer of a kind without a namespace, or null if it {@linkplain Kind#isBuiltIn needs one}.
   */
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

  /**
   * Reserves what nobody has to ask for: the first time window, then the worker numbers of the
   * built-in kinds, the windows that follow those used of late, and what could not be reserved
   * while no leader was in sight. To be called again and again, by one thread at a time. Never
   * blocks.
   */
  public void replenish() {
    timeLine.warmUp();
    if (timeLine.hasStarted() && !warm) {
      warm = true; // Once: what is refused, such as after a restore, is left to who asks.
      builtInWorkers.forEach(WorkerLine::warmUp);
    }
    if (!context.sight().isLost()) {
      timeLine.keepReady();
      workerLines.values().forEach(WorkerLine::keepReady);
      context.failed().retry();
    }
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

  /**
   * Gives back what is held for namespaces, while nobody is issued anything. The process's windows
   * lapse by themselves when they are not used: nobody else can have them, and their counters must
   * go on if they are used again.
   */
  public void burn() {
    allChanged();
  }

  /** Ends all issuing for good and gives back what can be given back. */
  public void drop() {
    dropped = true;
    allChanged();
    timeLine.drop();
    workerLines.values().forEach(WorkerLine::drop);
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

  /**
   * The first moment for which a layout in use has no IDs: Unix time in milliseconds. There always
   * is one, because the built-in kinds are in use.
   */
  public long endMillis() {
    long end = Long.MAX_VALUE;
    for (Issuer issuer : builtIn.values()) {
      end = Math.min(end, issuer.endMillis());
    }
    for (InUse known : ofNamespace.values()) {
      end = Math.min(end, known.issuer.endMillis());
    }
    return end;
  }

  /** The namespaces in use. */
  public List<NamespaceKey> keysInUse() {
    return List.copyOf(ofNamespace.keySet());
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
    NamespaceRule rule = namespace.rule();
    return rule.kind() == Kind.SEQUENCE
        ? sequence(namespace)
        : issuerOf(rule.kind(), rule.form(), timeLine::isInForce);
  }

  private Issuer issuerOf(Kind kind, Form form, BooleanSupplier inForce) {
    return switch (kind) {
      case UUID7, ULID, TYPEID, KSUID, OBJECTID -> new StampedIssuer(kind, form, timeLine, context);
      case UUID4, NANOID ->
          new RandomIssuer(kind, form, context, inForce, timeLine.replenishment());
      case SNOWFLAKE, SNOWFLAKE53 -> snowflake(kind, form);
      case SEQUENCE -> throw new IllegalArgumentException("a sequence needs its namespace");
    };
  }

  private Issuer snowflake(Kind kind, Form form) {
    if (!(form instanceof Form.LaidOut(SnowflakeRule rule))) {
      throw new IllegalStateException("%s has no layout but %s".formatted(kind, form));
    }
    SnowflakeLayout layout = rule.layout();
    return new SnowflakeIssuer(kind, layout, workerLine(WorkerClass.of(layout)), context);
  }

  /**
   * The line of a class. It stays for the life of the process, because its counters know what was
   * stamped in a window that may be granted again; there are as many classes as lengths of a tick
   * and widths of a worker number, 66.
   */
  private WorkerLine workerLine(WorkerClass workerClass) {
    WorkerLine line =
        workerLines.computeIfAbsent(workerClass, absent -> new WorkerLine(context, absent));
    if (dropped) {
      line.drop(); // The drop may have looked before this one was in the map.
    }
    return line;
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

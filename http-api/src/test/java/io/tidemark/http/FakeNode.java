package io.tidemark.http;

import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.Kind;
import io.tidemark.core.LogPosition;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.NodeName;
import io.tidemark.core.Precondition;
import io.tidemark.core.SequenceRule;
import io.tidemark.core.TenantId;
import io.tidemark.node.peer.MemberChange;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.IdRun;
import io.tidemark.node.service.IdText;
import io.tidemark.node.service.IssueRequest;
import io.tidemark.node.service.IssueRequest.Source;
import io.tidemark.node.service.NodeServices;
import io.tidemark.node.service.Problem;
import io.tidemark.node.service.Problem.Code;
import io.tidemark.node.service.RequestContext;
import io.tidemark.snapshot.SnapshotSummary;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A node that keeps namespaces in a map and counts IDs. It grants what it can; a test sets what it
 * shall answer instead.
 */
final class FakeNode implements NodeServices {

  static final long HELD_UNTIL_MILLIS = 1_800_000_000_000L;

  /** Size of the copy of the state: more than fits into a socket's buffers. */
  static final long COPY_BYTES = 64 << 20;

  final AtomicInteger copiesClosed = new AtomicInteger();

  /** Runs before a copy of the state is made. */
  volatile Runnable beforeCopy = () -> {};

  static final long MARK = 9_007_199_254_740_993L;

  private static final Health UP =
      new Health(true, true, List.of(new Check("raft", true, "follows n2 in term 7")));

  /** If set, the answer to everything that can be denied. */
  volatile @Nullable Problem problem;

  /** If set, thrown by everything that can be denied. */
  volatile @Nullable RuntimeException fault;

  /** Runs in {@link #issue}; while it is set, nothing is issued from memory. */
  volatile @Nullable Runnable waiting;

  /** Which requests nothing is issued to from memory while {@link #waiting} is set, by count. */
  volatile IntPredicate waits = count -> true;

  /** Whether the IDs of a request are consecutive values. */
  volatile boolean runs;

  volatile Health health = UP;
  volatile @Nullable Overview overview;
  volatile List<Reading> readings = List.of();

  /** Whom leadership was to be handed to. */
  final Queue<Optional<NodeName>> transfers = new ConcurrentLinkedQueue<>();

  /** How the members were to be changed, and what is said to come of it. */
  final Queue<MemberChange> memberChanges = new ConcurrentLinkedQueue<>();

  volatile Changed changed = new Changed(true, 91);

  /** Who was to go off duty or come back. */
  final Queue<String> drains = new ConcurrentLinkedQueue<>();

  final Queue<IssueRequest> issued = new ConcurrentLinkedQueue<>();
  final Queue<RequestContext> changes = new ConcurrentLinkedQueue<>();
  final Queue<Consistency> reads = new ConcurrentLinkedQueue<>();
  final Queue<Thread> issuingThreads = new ConcurrentLinkedQueue<>();

  private final AtomicLong counter = new AtomicLong();
  private final Map<NamespaceName, NamespaceRecord> namespaces = new ConcurrentSkipListMap<>();

  FakeNode() {
    reset();
  }

  /** Forgets everything. */
  void reset() {
    problem = null;
    fault = null;
    waiting = null;
    beforeCopy = () -> {};
    waits = count -> true;
    runs = false;
    overview = null;
    health = UP;
    readings = List.of();
    memberChanges.clear();
    changed = new Changed(true, 91);
    transfers.clear();
    drains.clear();
    issued.clear();
    changes.clear();
    reads.clear();
    issuingThreads.clear();
    namespaces.clear();
    namespaces.put(
        NamespaceName.DEFAULT, record(NamespaceName.DEFAULT, 1, NamespaceRule.of(Kind.UUID7)));
  }

  @Override
  public NodeName self() {
    return new NodeName("n1");
  }

  @Override
  public Answer<Commit> commit(RequestContext context) {
    Problem denial = denial();
    return denial == null
        ? Answer.of(new Commit(new LogPosition(3, 77), self(), 2_345_678))
        : Answer.denied(denial);
  }

  @Override
  public Answer<Changed> change(MemberChange change) {
    memberChanges.add(change);
    Problem denial = denial();
    return denial == null ? Answer.of(changed) : Answer.denied(denial);
  }

  @Override
  public Answer<Backup> backup() {
    beforeCopy.run();
    Problem denial = denial();
    return denial == null
        ? Answer.of(
            new Backup(
                new SnapshotSummary(
                    "4d0c1f5e", 1, new LogPosition(7, 9), 3, COPY_BYTES, "checksum"),
                copy()))
        : Answer.denied(denial);
  }

  /** Endless zeros, of which the caller is told that they end. */
  private InputStream copy() {
    return new InputStream() {
      private final AtomicBoolean closed = new AtomicBoolean();
      private long left = COPY_BYTES;

      @Override
      public int read() {
        return left-- > 0 ? 0 : -1;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) {
        int count = (int) Math.min(left, length);
        Arrays.fill(buffer, offset, offset + count, (byte) 0);
        left -= count;
        return count == 0 ? -1 : count;
      }

      @Override
      public void close() {
        if (closed.compareAndSet(false, true)) {
          copiesClosed.incrementAndGet();
        }
      }
    };
  }

  @Override
  public Answer<Transfer> transferLeadership(Optional<NodeName> to) {
    transfers.add(to);
    Problem denial = denial();
    return denial == null
        ? Answer.of(new Transfer(self(), to.orElse(new NodeName("n2"))))
        : Answer.denied(denial);
  }

  @Override
  public Answer<DutyChange> drain(NodeName member, boolean drained, boolean force) {
    drains.add("%s %s %s".formatted(member, drained ? "off" : "on", force ? "by force" : "if fit"));
    Problem denial = denial();
    return denial == null
        ? Answer.of(new DutyChange(member, drained, self(), drained ? "" : "a remark"))
        : Answer.denied(denial);
  }

  @Override
  public Answer<Snapshot> takeSnapshot(NodeName member) {
    Problem denial = denial();
    return denial == null
        ? Answer.of(new Snapshot(member, true, new LogPosition(3, 77), 649, 12))
        : Answer.denied(denial);
  }

  @Override
  public @Nullable Answer<IdText> tryIssue(IssueRequest request, IdText text) {
    if (waiting != null && waits.test(request.count())) {
      return null;
    }
    return switch (granted(request)) {
      case Answer.Granted<List<String>>(var ids) -> {
        ids.forEach(text::add);
        if (ids instanceof IdRun) {
          text.markRun();
        }
        yield text.granted();
      }
      case Answer.Denied<List<String>>(var denied) -> Answer.denied(denied);
    };
  }

  @Override
  public Answer<List<String>> issue(IssueRequest request) {
    Runnable wait = waiting;
    if (wait != null) {
      wait.run();
    }
    return granted(request);
  }

  private Answer<List<String>> granted(IssueRequest request) {
    issued.add(request);
    issuingThreads.add(Thread.currentThread());
    Problem denial = denial();
    if (denial != null) {
      return Answer.denied(denial);
    }
    if (request.source() instanceof Source.OfNamespace(NamespaceName name)
        && !namespaces.containsKey(name)) {
      return Answer.denied(notFound(name));
    }
    long end = counter.addAndGet(request.count());
    List<String> ids =
        LongStream.range(end - request.count(), end)
            .mapToObj("019a0000-0000-7000-8000-%012x"::formatted)
            .toList();
    return Answer.of(runs ? new IdRun(ids) : ids);
  }

  @Override
  public Answer<Change> put(
      RequestContext context, NamespaceName name, NamespaceRule rule, Precondition precondition) {
    changes.add(context);
    NamespaceRecord stored = namespaces.get(name);
    Problem unmet = unmet(precondition, stored);
    if (unmet != null) {
      return Answer.denied(unmet);
    }
    NamespaceRecord changed = record(name, stored == null ? 1 : stored.generation() + 1, rule);
    namespaces.put(name, changed);
    return Answer.of(change(changed, stored == null));
  }

  @Override
  public Answer<Change> delete(
      RequestContext context, NamespaceName name, Precondition precondition) {
    changes.add(context);
    NamespaceRecord stored = namespaces.get(name);
    Problem unmet = unmet(precondition, stored);
    if (unmet != null) {
      return Answer.denied(unmet);
    }
    if (stored == null) {
      return Answer.denied(notFound(name));
    }
    namespaces.remove(name);
    return Answer.of(change(stored, false));
  }

  @Override
  public Answer<Raised> raise(
      RequestContext context, NamespaceName name, Optional<String> period, long to) {
    changes.add(context);
    Problem denial = denial();
    return denial == null ? Answer.of(new Raised(1, to)) : Answer.denied(denial);
  }

  /** Shows what it was asked to go by. */
  @Override
  public Answer<Preview> preview(
      TenantId tenant, NamespaceName name, Optional<NamespaceRule> rule) {
    Problem denial = denial();
    return denial != null
        ? Answer.denied(denial)
        : Answer.of(
            new Preview(
                Optional.of("2026"),
                List.of(
                    rule.map(NamespaceRule::sequence)
                        .map(sequence -> String.valueOf(sequence.template()))
                        .orElse("its own"))));
  }

  @Override
  public Answer<Listed> get(TenantId tenant, NamespaceName name, Consistency consistency) {
    reads.add(consistency);
    Problem denial = denial();
    if (denial != null) {
      return Answer.denied(denial);
    }
    NamespaceRecord stored = namespaces.get(name);
    return stored == null ? Answer.denied(notFound(name)) : Answer.of(listed(stored));
  }

  @Override
  public Answer<Page> list(
      TenantId tenant, int limit, Optional<String> pageToken, Consistency consistency) {
    reads.add(consistency);
    Problem denial = denial();
    if (denial != null) {
      return Answer.denied(denial);
    }
    List<Listed> rest = new ArrayList<>();
    namespaces.forEach(
        (name, stored) -> {
          if (pageToken.isEmpty() || name.value().compareTo(pageToken.get()) > 0) {
            rest.add(listed(stored));
          }
        });
    List<Listed> page = rest.subList(0, Math.min(limit, rest.size()));
    return Answer.of(
        new Page(
            List.copyOf(page),
            page.size() < rest.size()
                ? Optional.of(page.getLast().namespace().name().value())
                : Optional.empty()));
  }

  @Override
  public Overview overview() {
    Overview told = overview;
    return told != null
        ? told
        : new Overview(
            Optional.empty(),
            0,
            Optional.empty(),
            -1,
            0,
            -1,
            self(),
            List.of(),
            Map.of(),
            Optional.empty(),
            -1,
            -1);
  }

  @Override
  public Health health() {
    return health;
  }

  @Override
  public Answer<List<Reading>> decode(
      TenantId tenant, String id, Optional<NamespaceName> namespace) {
    Problem denial = denial();
    if (denial != null) {
      return Answer.denied(denial);
    }
    return namespace.isPresent() && !namespaces.containsKey(namespace.get())
        ? Answer.denied(notFound(namespace.get()))
        : Answer.of(readings);
  }

  private @Nullable Problem denial() {
    RuntimeException thrown = fault;
    if (thrown != null) {
      throw thrown;
    }
    return problem;
  }

  private static Listed listed(NamespaceRecord stored) {
    return new Listed(
        stored, stored.rule().sequence() == null ? OptionalLong.empty() : OptionalLong.of(MARK));
  }

  private static Change change(NamespaceRecord namespace, boolean created) {
    return new Change(
        namespace,
        created,
        List.of(new NodeName("n1"), new NodeName("n2")),
        List.of(new NodeName("n3")),
        HELD_UNTIL_MILLIS);
  }

  private @Nullable Problem unmet(Precondition precondition, @Nullable NamespaceRecord stored) {
    Problem denial = denial();
    if (denial != null) {
      return denial;
    }
    boolean met =
        switch (precondition) {
          case Precondition.None _ -> true;
          case Precondition.Absent _ -> stored == null;
          case Precondition.Present _ -> stored != null;
          case Precondition.AtGeneration(long generation) ->
              stored != null && stored.generation() == generation;
        };
    return met ? null : Problem.refused(Code.PRECONDITION_FAILED, "the condition does not hold");
  }

  private static Problem notFound(NamespaceName name) {
    return Problem.refused(Code.NAMESPACE_NOT_FOUND, "namespace %s does not exist".formatted(name));
  }

  private static NamespaceRecord record(NamespaceName name, long generation, NamespaceRule rule) {
    SequenceRule sequence = rule.sequence();
    return new NamespaceRecord(
        TenantId.DEFAULT,
        name,
        7,
        generation,
        rule,
        sequence != null && sequence.start() > 1,
        false,
        0,
        IncarnationNumber.NONE,
        1_700_000_000_000L);
  }
}

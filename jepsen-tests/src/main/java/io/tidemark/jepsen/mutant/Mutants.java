package io.tidemark.jepsen.mutant;

import io.tidemark.jepsen.mutant.Mutant.Edit;
import java.util.List;

/** All broken builds. */
final class Mutants {
  private static final String CORE = "statemachine/src/main/java/io/tidemark/core/";
  private static final String NODE = "node/src/main/java/io/tidemark/node/";
  private static final String ISSUE = NODE + "issue/";

  private Mutants() {}

  static List<Mutant> all() {
    return List.of(
        new Mutant(
            "publish-before-commit",
            "ranges",
            List.of(),
            "unique",
            true,
            List.of(
                new Edit(
                    ISSUE + "RangeIssuer.java",
                    """
                        return context
                            .proposer()
                            .propose(command, namespace.tenant())
                            .thenApply(proposal -> conclude(proposal, line, expiryNanos));
                    """,
                    """
                        IdRange hoped =
                            new IdRange(
                                line.knownMark(), line.knownMark() + wanted * rule.step(), rule.step());
                        line.usedUpTo(hoped.end());
                        line.pool().add(new RangeHolding(hoped, 1, line.label(), expiryNanos));
                        return context
                            .proposer()
                            .propose(command, namespace.tenant())
                            .thenApply(proposal -> new Supply.Held());
                    """),
                new Edit(
                    ISSUE + "RangeIssuer.java",
                    "import io.tidemark.core.Command;",
                    "import io.tidemark.core.Command;\nimport io.tidemark.core.IdRange;"))),
        new Mutant(
            "both-ends-of-a-half-open-range",
            "ranges",
            List.of(),
            "unique",
            true,
            List.of(
                new Edit(
                    ISSUE + "RangeIssuer.java",
                    "reserved.range(), reserved.namespaceNumber()",
                    "new io.tidemark.core.IdRange(reserved.range().first(), reserved.range().end()"
                        + " + reserved.range().step(), reserved.range().step()),"
                        + " reserved.namespaceNumber()"))),
        new Mutant(
            "mark-one-short",
            "ranges",
            List.of(),
            "unique",
            true,
            List.of(
                new Edit(
                    CORE + "LineRules.java",
                    "range.end(),\n            line.reservedTotal() + count,",
                    "range.end() - (count > 1 ? rule.step() : 0),\n"
                        + "            line.reservedTotal() + count,"))),
        new Mutant(
            "monotonic-from-a-prefetched-range",
            "monotonic",
            List.of(),
            "monotonic",
            true,
            List.of(
                new Edit(
                    ISSUE + "Issuers.java",
                    "case MONOTONIC -> new MonotonicIssuer(",
                    "case MONOTONIC -> new RangeIssuer("))),
        new Mutant(
            "raft-call-id-used-twice",
            "monotonic",
            List.of(),
            "unique",
            false,
            List.of(
                new Edit(
                    NODE + "member/Division.java",
                    ".setCallId(nextCallId.getAndIncrement())",
                    ".setCallId(nextCallId.get() > 100 && nextCallId.get() % 5 == 0 ?"
                        + " nextCallId.getAndIncrement() - 1 : nextCallId.getAndIncrement())"),
                new Edit(
                    NODE + "log/Proposer.java",
                    "reply == null || !reply.incarnation().equals(as) || reply.nonce() !="
                        + " pending.nonce",
                    "reply == null"))),
        new Mutant(
            "local-reads-called-linearizable",
            "namespaces",
            List.of("isolate-follower", "isolate-leader"),
            "linearizable",
            false,
            List.of(
                new Edit(
                    NODE + "NamespaceDesk.java",
                    "case LINEARIZABLE -> quorumRead.confirm(sight.deadlineNanos());",
                    "case LINEARIZABLE -> null;"))),
        new Mutant(
            "incarnation-number-used-again",
            "ranges",
            List.of("kill-follower", "kill-leader"),
            "accounting",
            false,
            List.of(
                new Edit(
                    CORE + "IncarnationRules.java",
                    "IncarnationNumber number = transition.takeIncarnation();",
                    "IncarnationNumber number = known.isEmpty() ? transition.takeIncarnation() :"
                        + " known.getLast();"))),
        new Mutant(
            "rejected-window-used-anyway",
            "unique-ids",
            List.of("clock-ahead"),
            "stamps",
            false,
            List.of(
                new Edit(
                    ISSUE + "WindowLine.java",
                    "CompletableFuture<Supply> refused = CompletableFuture",
                    """
                    if (outcome instanceof Outcome.Rejected) {
                          long now = context.wall().millis();
                          publish(worker, new TimeWindow(now, now + 5_000), expiryNanos);
                          return CompletableFuture.completedFuture(new Supply.Held());
                        }
                        CompletableFuture<Supply> refused = CompletableFuture\
                    """))),
        new Mutant(
            "worker-passed-on-within-its-window",
            "unique-ids",
            List.of("kill-follower", "kill-leader"),
            "unique",
            false,
            List.of(
                new Edit(
                    CORE + "WorkerChoice.java",
                    "return lowestUnused < workerClass.size() ? new WorkerKey(workerClass,"
                        + " lowestUnused) : earliest;",
                    "return new WorkerKey(workerClass, 0);"),
                new Edit(
                    CORE + "WorkerChoice.java",
                    "if (sameNode != null) {\n      return sameNode;",
                    "if (sameNode != null) {\n      return new WorkerKey(workerClass, 0);"),
                new Edit(
                    CORE + "WindowRules.java",
                    "Math.max(last.endMillis(), floor),\n            command.windowEndMillis()",
                    "Math.min(last.endMillis(), floor),\n            command.windowEndMillis()"))),
        new Mutant(
            "stuck-connection-kept",
            "unique-ids",
            List.of("stuck-follower"),
            "availability",
            false,
            List.of(
                new Edit(
                    NODE + "member/ConnectionWatch.java",
                    "raft.reconnect(peer);",
                    "LOG.info(\"kept\");"))),
        new Mutant(
            "restore-without-raise",
            "unique-ids",
            List.of("restore-backup"),
            "unique",
            false,
            List.of(
                new Edit(
                    CORE + "Restoration.java",
                    "rule.skip(line.highWaterMark(), valuesMax),",
                    "line.highWaterMark(),"))),
        new Mutant(
            "range-kept-over-a-restart",
            "ranges",
            List.of("kill-follower", "kill-leader"),
            "unique",
            false,
            List.of(
                new Edit(
                    ISSUE + "RangeIssuer.java",
                    "      line.granted(reserved.period());\n",
                    """
                          line.granted(reserved.period());
                          try {
                            java.nio.file.Files.writeString(
                                kept(), reserved.range().first() + " " + reserved.range().end());
                          } catch (java.io.IOException e) {
                            throw new java.io.UncheckedIOException(e);
                          }
                    """),
                new Edit(
                    ISSUE + "RangeIssuer.java",
                    "  @Override\n  public Kind kind() {",
                    """
                      private java.nio.file.Path kept() {
                        String[] words = ProcessHandle.current().info().arguments().orElseThrow();
                        int at = java.util.Arrays.asList(words).indexOf("--data-dir");
                        return java.nio.file.Path.of(words[at + 1])
                            .resolveSibling("kept-" + namespace.name());
                      }

                      private void takeUpWhatWasKept() {
                        if (java.nio.file.Files.exists(kept())) {
                          try {
                            String[] ends = java.nio.file.Files.readString(kept()).split(" ");
                            java.nio.file.Files.delete(kept());
                            OpenLine line = lines.current();
                            line.pool()
                                .add(
                                    new RangeHolding(
                                        new io.tidemark.core.IdRange(
                                            Long.parseLong(ends[0]),
                                            Long.parseLong(ends[1]),
                                            rule.step()),
                                        1,
                                        line.label(),
                                        context.expiryNanos()));
                          } catch (java.io.IOException e) {
                            throw new java.io.UncheckedIOException(e);
                          }
                        }
                      }

                      @Override
                      public Kind kind() {\
                    """),
                new Edit(
                    ISSUE + "RangeIssuer.java",
                    "span -> new OpenLine(span, rule.start(), this::seal));",
                    "span -> new OpenLine(span, rule.start(), this::seal));"
                        + " takeUpWhatWasKept();"))));
  }
}

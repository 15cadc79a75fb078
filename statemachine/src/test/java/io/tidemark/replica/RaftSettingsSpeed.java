package io.tidemark.replica;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.rpc.SupportedRpcType;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys.Log;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures what each setting of Raft's library does to entries that are on disk of two of three
 * members before they are answered: one at a time, and many under way. The settings take turns in
 * rounds, each with a cluster of its own in this process. No part of the gate, because its name is
 * not a test's: run it with {@code -Dtest=RaftSettingsSpeed}.
 */
final class RaftSettingsSpeed {

  private static final int ROUNDS = Integer.getInteger("tidemark.speed.rounds", 3);
  private static final int WARM_UP_ENTRIES = 3_000;
  private static final int SINGLE_ENTRIES = 400;
  private static final int ENTRIES = 8_000;
  private static final int UNDER_WAY = 64;

  @TempDir Path home;
  private int clusters;
  private int processes;

  private record Speed(double singleMicros, double perSecond) {}

  @Test
  void measure() throws Exception {
    Map<String, Consumer<RaftProperties>> settings = settings();
    Map<String, List<Speed>> measured = new LinkedHashMap<>();
    for (int round = 0; round <= ROUNDS; round++) {
      for (Map.Entry<String, Consumer<RaftProperties>> setting : settings.entrySet()) {
        Speed speed = measure(setting.getValue());
        if (round > 0) { // The first one compiles what all of them run.
          measured.computeIfAbsent(setting.getKey(), name -> new ArrayList<>()).add(speed);
        }
      }
    }
    List<Speed> usual = measured.values().iterator().next();
    System.out.println("| setting | one at a time, p50 | as it is | 64 under way | as it is |");
    System.out.println("| --- | ---: | ---: | ---: | ---: |");
    measured.forEach(
        (name, speeds) ->
            System.out.printf(
                "| %s | %.0f us | %.2f | %.0f/s | %.2f |%n",
                name,
                median(speeds.stream().mapToDouble(Speed::singleMicros).toArray()),
                ratio(speeds, usual, Speed::singleMicros),
                median(speeds.stream().mapToDouble(Speed::perSecond).toArray()),
                ratio(speeds, usual, Speed::perSecond)));
  }

  private static Map<String, Consumer<RaftProperties>> settings() {
    Map<String, Consumer<RaftProperties>> settings = new LinkedHashMap<>();
    settings.put("as `RaftSettings` has it", properties -> {});
    settings.put(
        "without `AcknowledgementGuard` (unsafe)",
        properties -> RaftConfigKeys.Rpc.setType(properties, SupportedRpcType.GRPC));
    settings.put(
        "`append-entries.compose` on (unsafe)",
        properties -> Log.setAppendEntriesComposeEnabled(properties, true));
    settings.put(
        "`unsafe-flush` on (unsafe)",
        properties -> {
          Log.setUnsafeFlushEnabled(properties, true);
        });
    settings.put(
        "`appender.wait-time.min` 1 ms, the default",
        properties -> Log.Appender.setWaitTimeMin(properties, TimeDuration.ONE_MILLISECOND));
    settings.put("`force.sync.num` 1", properties -> Log.setForceSyncNum(properties, 1));
    settings.put("`force.sync.num` 1,024", properties -> Log.setForceSyncNum(properties, 1_024));
    settings.put(
        "`log-metadata` on, the default",
        properties -> Log.setLogMetadataEnabled(properties, true));
    settings.put(
        "`preallocated.size` 64 KiB",
        properties -> Log.setPreallocatedSize(properties, SizeInBytes.valueOf(64 << 10)));
    settings.put(
        "`appender.buffer.element-limit` 64",
        properties -> Log.Appender.setBufferElementLimit(properties, 64));
    settings.put(
        "thread pools of a fixed size",
        properties -> {
          RaftServerConfigKeys.ThreadPool.setServerCached(properties, false);
          RaftServerConfigKeys.ThreadPool.setServerSize(properties, 4);
          RaftServerConfigKeys.ThreadPool.setClientCached(properties, false);
          RaftServerConfigKeys.ThreadPool.setClientSize(properties, 4);
        });
    settings.put(
        "gRPC's flow control window 64 KiB",
        properties ->
            GrpcConfigKeys.setFlowControlWindow(properties, SizeInBytes.valueOf(64 << 10)));
    return settings;
  }

  private Speed measure(Consumer<RaftProperties> setting) throws Exception {
    try (TestCluster cluster = new TestCluster(home.resolve("cluster-" + ++clusters), 3)) {
      for (Member member : cluster.members()) {
        member.useSegmentsOf(16 << 20);
        member.useProperties(setting);
        member.startWithoutSnapshots(cluster.group());
      }
      Member leader = cluster.leader();
      perSecond(cluster, leader, WARM_UP_ENTRIES);
      double single = singleMicros(cluster, leader);
      return new Speed(single, perSecond(cluster, leader, ENTRIES));
    }
  }

  private double singleMicros(TestCluster cluster, Member leader) throws Exception {
    double[] micros = new double[SINGLE_ENTRIES];
    for (int i = 0; i < micros.length; i++) {
      long begun = System.nanoTime();
      requireSuccess(
          submit(cluster, leader).get(TestCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS));
      micros[i] = (System.nanoTime() - begun) / 1e3;
    }
    return median(micros);
  }

  private double perSecond(TestCluster cluster, Member leader, int entries) throws Exception {
    Semaphore room = new Semaphore(UNDER_WAY);
    List<CompletableFuture<RaftClientReply>> replies = new ArrayList<>(entries);
    long begun = System.nanoTime();
    for (int i = 0; i < entries; i++) {
      room.acquire();
      replies.add(submit(cluster, leader).whenComplete((reply, thrown) -> room.release()));
    }
    for (CompletableFuture<RaftClientReply> reply : replies) {
      requireSuccess(reply.get(TestCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }
    return entries * 1e9 / (System.nanoTime() - begun);
  }

  private CompletableFuture<RaftClientReply> submit(TestCluster cluster, Member leader)
      throws IOException {
    return cluster.submitTo(leader, Proposal.registration(++processes));
  }

  private static void requireSuccess(RaftClientReply reply) {
    if (!reply.isSuccess()) {
      throw new AssertionError("refused: " + reply);
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** The median over the rounds of the ratio in one round. */
  private static double ratio(
      List<Speed> speeds, List<Speed> usual, ToDoubleFunction<Speed> figure) {
    double[] ratios = new double[speeds.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = figure.applyAsDouble(speeds.get(i)) / figure.applyAsDouble(usual.get(i));
    }
    return median(ratios);
  }
}

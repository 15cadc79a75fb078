package io.tidemark.node.member;

import io.tidemark.core.NodeName;
import io.tidemark.node.config.HostPort;
import io.tidemark.node.config.NodeConfig;
import io.tidemark.node.exchange.ExchangeClient;
import io.tidemark.node.exchange.ExchangeServer;
import io.tidemark.node.exchange.Probe;
import io.tidemark.node.formation.Formation;
import io.tidemark.node.formation.Step;
import io.tidemark.node.identity.DataDirectory;
import io.tidemark.node.identity.Identity;
import io.tidemark.node.identity.StartRefusedException;
import io.tidemark.node.identity.StartRefusedException.Kind;
import io.tidemark.replica.DamagedLogException;
import io.tidemark.replica.RaftSettings;
import io.tidemark.replica.SkippedEntries;
import io.tidemark.replica.StoredLog;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a configuration to a running member: takes the port and the directory, forms a cluster if
 * there is none, makes sure that the directory is the newest that this node had, and starts Raft.
 * Waits for peers as long as it takes; interrupt the thread to give up. One thread.
 */
public final class MemberStart {

  private static final Logger LOG = LoggerFactory.getLogger(MemberStart.class);

  /** Between two rounds of questions. */
  private static final long ROUND_PAUSE_MILLIS = 100;

  private final NodeConfig config;
  private final MemberPorts ports;
  private final StartProgress progress;

  public MemberStart(NodeConfig config, MemberPorts ports, StartProgress progress) {
    this.config = config;
    this.ports = ports;
    this.progress = progress;
  }

  /**
   * Starts.
   *
   * @return a member whose Raft server runs; it may still have no leader
   * @throws StartRefusedException if this node must not start
   * @throws InterruptedException if the thread was interrupted; everything is released
   */
  public RaftMember run() throws StartRefusedException, InterruptedException {
    StartExchange exchange = new StartExchange(config, ports.self());
    DataDirectory directory = null;
    boolean started = false;
    try {
      RaftMember.Setup setup;
      try (ExchangeServer server = bind(exchange);
          ExchangeClient client = new ExchangeClient()) {
        directory = DataDirectory.open(config.dataDir(), config.name());
        setup = prepare(directory, exchange, client);
        LOG.info("node {} leaves port {} to Raft", config.name(), server.port());
      }
      RaftMember member = RaftMember.start(setup);
      started = true;
      return member;
    } catch (DamagedLogException e) {
      throw new StartRefusedException(Kind.LOG_DAMAGED, message(e), e);
    } catch (IOException e) {
      throw new StartRefusedException(
          Kind.FAILED,
          "node %s can't start in %s: %s".formatted(config.name(), config.dataDir(), message(e)),
          e);
    } finally {
      if (!started && directory != null) {
        release(directory);
      }
    }
  }

  private ExchangeServer bind(StartExchange exchange) throws StartRefusedException {
    try {
      return ExchangeServer.start(config.raft(), exchange);
    } catch (IOException e) {
      throw new StartRefusedException(
          Kind.CONFLICT,
          "can't listen on raft address %s: %s; stop what uses it, or choose another one"
              .formatted(config.raft(), message(e)),
          e);
    }
  }

  private RaftMember.Setup prepare(
      DataDirectory directory, StartExchange exchange, ExchangeClient client)
      throws IOException, StartRefusedException, InterruptedException {
    Optional<Identity> past = directory.identity();
    if (past.isPresent()) {
      requireSameCluster(past.get());
      requireSamePeers(past.get());
    }
    SightingBook book = SightingBook.open(directory.sightings());
    exchange.open(directory, book);
    if (past.isEmpty() && config.join() != null) {
      awaitAdmission(directory, config.join(), exchange, client);
    } else {
      form(directory, client);
    }
    Identity identity = directory.identity().orElseThrow();
    RaftStorageFiles files =
        new RaftStorageFiles(directory.raft(), directory.replica(), identity.clusterId());
    if (!files.exists()) {
      throw new StartRefusedException(
          Kind.FAILED,
          "node %s is a member of cluster %s, but %s has no Raft storage of it; restore the directory, or remove the node from the cluster and re-add it as a new peer with an empty one"
              .formatted(config.name(), identity.clusterId(), directory.raft()));
    }
    StoredLog log = files.readLog();
    SkipAgreement skips =
        new SkipAgreement(
            config.name(),
            identity.clusterId(),
            SkippedEntries.open(directory.replica()),
            config.skipEntry(),
            files.snapshotIndex());
    skips.require();
    exchange.tell(skips.told());
    StandingCheck standing =
        checkStanding(identity, files.lastIndex(log), skips, directory, client);
    exchange.tell(skips.told());
    if (identity.phase() == Identity.Phase.JOINING) {
      Identity joining = directory.update(known -> standing.joining());
      if (files.lastIndex(log) < joining.membersIndex()) {
        forgetPast(files, directory, skips);
        log = files.readLog();
      }
    }
    directory.update(known -> known.withProcess(randomUuid().toString()));
    if (!log.isWhole()) {
      LOG.info(
          "the log's end is torn, or a purge was interrupted; cleaning up behind {}", log.last());
    }
    log.repair();
    return new RaftMember.Setup(config, ports, directory, book);
  }

  private void requireSameCluster(Identity identity) throws StartRefusedException {
    @Nullable String join = config.join();
    if (join != null
        && !join.equals(NodeConfig.JOIN_EXISTING)
        && !join.equals(identity.clusterId())) {
      throw new StartRefusedException(
          Kind.CONFLICT,
          "data directory %s belongs to cluster %s, this node was told to join cluster %s; give it an empty directory, or leave --join out"
              .formatted(config.dataDir(), identity.clusterId(), join));
    }
  }

  /** The same name at another address: the directory is another cluster's, or the list is wrong. */
  private void requireSamePeers(Identity identity) throws StartRefusedException {
    for (Map.Entry<NodeName, HostPort> told : config.peers().entrySet()) {
      HostPort recorded = identity.peers().get(told.getKey());
      if (recorded != null && !recorded.equals(told.getValue())) {
        throw new StartRefusedException(
            Kind.CONFLICT,
            "data directory %s belongs to cluster %s, where node %s is at %s; this node was told %s; give it the directory of its own cluster, or the peers of this one: %s"
                .formatted(
                    config.dataDir(),
                    identity.clusterId(),
                    told.getKey(),
                    recorded,
                    told.getValue(),
                    StartExchange.texts(identity.peers())));
      }
    }
  }

  private void form(DataDirectory directory, ExchangeClient client)
      throws IOException, StartRefusedException, InterruptedException {
    SortedMap<NodeName, HostPort> peers =
        directory.identity().map(Identity::peers).orElse(config.peers());
    ProbeRounds rounds = new ProbeRounds(config.name(), peers, client);
    Formation formation =
        new Formation(
            config.name(), peers, new DirectoryDisk(directory), () -> randomUuid().toString());
    while (!isFormed(directory)) {
      Step step = formation.advance(rounds.sights(rounds.ask()));
      LOG.debug("forming: {}", step);
      switch (step) {
        case Step.Wait(String reason) -> {
          directory.claim();
          progress.waiting(reason);
          TimeUnit.MILLISECONDS.sleep(ROUND_PAUSE_MILLIS);
        }
        case Step.Refuse(String reason) -> throw new StartRefusedException(Kind.CONFLICT, reason);
        case Step.Draw ignored -> {}
        case Step.Adopt ignored -> {}
        case Step.Form ignored -> {}
      }
    }
  }

  /** Or joining, which is as good: the node takes part in no forming any more. */
  private static boolean isFormed(DataDirectory directory) {
    return directory
        .identity()
        .filter(
            identity ->
                identity.phase() == Identity.Phase.FORMED
                    || identity.phase() == Identity.Phase.JOINING)
        .isPresent();
  }

  /**
   * Waits until the leader admits this node. Before that it must not run Raft: if it lost its disk
   * and is a voter still, it would vote without knowing what it did before.
   */
  private void awaitAdmission(
      DataDirectory directory, String join, StartExchange exchange, ExchangeClient client)
      throws IOException, StartRefusedException, InterruptedException {
    ProbeRounds rounds = new ProbeRounds(config.name(), config.peers(), client);
    @Nullable String wanted = join.equals(NodeConfig.JOIN_EXISTING) ? null : join;
    exchange.want(wanted);
    while (!isFormed(directory)) {
      wanted = clusterOfPeers(wanted, rounds.ask());
      exchange.want(wanted);
      directory.claim();
      progress.waiting(
          wanted == null
              ? "node %s waits for a member of the cluster to join among %s; start them"
                  .formatted(config.name(), config.peers())
              : "node %s waits to be added to cluster %s; run: tidemark member add %s %s"
                  .formatted(
                      config.name(), wanted, config.name(), config.peers().get(config.name())));
      TimeUnit.MILLISECONDS.sleep(ROUND_PAUSE_MILLIS);
    }
  }

  /** The cluster to join; all peers that belong to one must belong to it. */
  private @Nullable String clusterOfPeers(
      @Nullable String wanted, SortedMap<NodeName, ProbeRounds.Response> responses)
      throws StartRefusedException {
    @Nullable String found = wanted;
    for (Map.Entry<NodeName, ProbeRounds.Response> entry : responses.entrySet()) {
      if (entry.getValue() instanceof ProbeRounds.Response.Answered(Probe.Answer answer)
          && answer.phase() == Probe.Phase.FORMED) {
        if (found != null && !found.equals(answer.clusterId())) {
          throw new StartRefusedException(
              Kind.CONFLICT,
              "node %s is to join cluster %s, but node %s at %s is a member of cluster %s; correct --join or --peers"
                  .formatted(
                      config.name(),
                      found,
                      entry.getKey(),
                      config.peers().get(entry.getKey()),
                      answer.clusterId()));
        }
        found = answer.clusterId();
      }
    }
    return found;
  }

  /** Asks until it is known whether this node may run Raft. */
  private StandingCheck checkStanding(
      Identity identity,
      long lastIndex,
      SkipAgreement skips,
      DataDirectory directory,
      ExchangeClient client)
      throws IOException, StartRefusedException, InterruptedException {
    StandingCheck check = new StandingCheck(config, identity, lastIndex, skips, client);
    while (check.ask() instanceof StandingCheck.Verdict.Waiting(String reason)) {
      directory.claim();
      progress.waiting(reason);
      TimeUnit.MILLISECONDS.sleep(ROUND_PAUSE_MILLIS);
    }
    return check;
  }

  /**
   * A joining node whose log ends before the configuration that it was admitted under knows itself,
   * if at all, as what its name was before; Raft would vote by that. So it begins anew. No later
   * configuration has taken it in: the leader adds nobody that has not caught up with the present
   * one.
   */
  private void forgetPast(RaftStorageFiles files, DataDirectory directory, SkipAgreement skips)
      throws IOException {
    LOG.info("node {} has not caught up yet, and begins anew", config.name());
    files.startOver(RaftSettings.of(directory.raft()).toProperties());
    skips.recordAnew();
  }

  private UUID randomUuid() {
    return new UUID(ports.random().nextLong(), ports.random().nextLong());
  }

  private static void release(DataDirectory directory) {
    try {
      directory.close();
    } catch (IOException e) {
      LOG.warn("the lock of {} was not released", directory.root(), e);
    }
  }

  private static String message(IOException e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}

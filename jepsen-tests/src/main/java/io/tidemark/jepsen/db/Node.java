package io.tidemark.jepsen.db;

import io.tidemark.jepsen.client.NodeClient;
import io.tidemark.jepsen.os.Disk;
import io.tidemark.jepsen.os.FakeClock;
import io.tidemark.jepsen.os.ForcedFiles;
import io.tidemark.jepsen.os.Network;
import io.tidemark.jepsen.os.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One node under test: its host, its files, and its process while it has one. */
public final class Node {
  /** Where every node serves HTTP, on an address of its own. */
  public static final int HTTP_PORT = 8080;

  /** Where every node serves Raft. */
  public static final int RAFT_PORT = 7400;

  /** A namespace of mode {@code monotonic} that {@link #serves} asks for. */
  public static final String PROBE = "probe";

  private static final long END_SECONDS_MAX = 60;

  private final String name;
  private final Network network;
  private final HttpClient http;
  private final DbPlan plan;
  private final Path home;
  private final Path dataDir;
  private final Path log;
  private final NodeClient client;
  private final @Nullable FakeClock clock;
  private final @Nullable Disk disk;
  private final @Nullable ForcedFiles forced;
  private volatile NodeClient service;
  private @Nullable Process process;
  private boolean ended;
  private CompletableFuture<Long> endedNanos = new CompletableFuture<>();

  /**
   * A node that was never started.
   *
   * @param home a new directory, which may become a file system of its own
   */
  Node(String name, Network network, DbPlan plan, Path home, Path log, HttpClient http) {
    this.name = name;
    this.http = http;
    this.network = network;
    this.plan = plan;
    this.home = home;
    this.dataDir = home.resolve("state");
    this.log = log;
    this.client = new NodeClient(http, httpAddress());
    this.service = client;
    this.clock = plan.fakeClocks() ? new FakeClock(beside(".clock")) : null;
    this.disk = plan.dataMebibytes() > 0 ? Disk.mount(home, plan.dataMebibytes()) : null;
    this.forced =
        plan.powerCuts()
            ? ForcedFiles.of(home.resolveSibling(Db.FORCED_LIBRARY), beside(".forced"))
            : null;
  }

  /** As members are called. */
  public String name() {
    return name;
  }

  /** Host and port of HTTP. */
  public String httpAddress() {
    return "%s:%d".formatted(network.addressOf(name), HTTP_PORT);
  }

  /** Host and port of Raft. */
  public String raftAddress() {
    return "%s:%d".formatted(network.addressOf(name), RAFT_PORT);
  }

  /** The address of its machine. */
  public String host() {
    return network.addressOf(name);
  }

  /** As {@code --peers} takes it. */
  String peer() {
    return name + "=" + raftAddress();
  }

  /** Bytes that its data directory takes on disk. */
  public long bytesOnDisk() {
    return Long.parseLong(
        Shell.run("du", "-s", "--block-size=1", dataDir.toString()).split("\\s+", 2)[0]);
  }

  /** Everything that it remembers. */
  public Path dataDir() {
    return dataDir;
  }

  /** A place for what is kept beside its files, on another file system perhaps. */
  public Path beside(String suffix) {
    return home.resolveSibling(name + suffix);
  }

  /** What it said. */
  public Path log() {
    return log;
  }

  /** Calls it from where clients stand. */
  public NodeClient client() {
    return client;
  }

  /** Calls it as clients do, through what stands between. */
  public NodeClient service() {
    return service;
  }

  /** From now on clients call it through this address. */
  public void serveThrough(String address) {
    service = new NodeClient(http, address);
  }

  /** From now on nothing stands between clients and it. */
  public void serveDirectly() {
    service = client;
  }

  /**
   * A power cut on its machine: it dies, and what was not forced to disk is lost.
   *
   * @throws IllegalStateException if the plan has no power cuts
   */
  public void cutPower() {
    if (forced == null) {
      throw new IllegalStateException("it is not known what the nodes of this run have forced");
    }
    kill();
    forced.cutPower(dataDir);
  }

  /** What is in its directory was put there by others, and is on disk. */
  public void assumeForced() {
    if (forced != null) {
      forced.assumeForced(dataDir);
    }
  }

  /**
   * Its wall clock.
   *
   * @throws IllegalStateException if the plan has no clocks that can be changed
   */
  public FakeClock clock() {
    if (clock == null) {
      throw new IllegalStateException("the nodes of this run live by the true time");
    }
    return clock;
  }

  /**
   * The file system of its data directory.
   *
   * @throws IllegalStateException if the plan has none
   */
  public Disk disk() {
    if (disk == null) {
      throw new IllegalStateException("the nodes of this run have no disks of their own");
    }
    return disk;
  }

  synchronized void start(String peers, List<String> more) {
    if (isAlive()) {
      throw new IllegalStateException(name + " runs already");
    }
    ended = false;
    Process started = start(dataDir, peers, more, log);
    process = started;
    endedNanos = started.onExit().thenApply(exited -> System.nanoTime());
  }

  /** Starts a second process with a copy of the data directory, as a careless operator might. */
  public Process startTwin(Path copy, String peers) {
    return start(copy, peers, List.of(), log.resolveSibling(name + "-twin.log"));
  }

  private Process start(Path directory, String peers, List<String> more, Path output) {
    List<String> command = new ArrayList<>(network.on(name));
    command.addAll(Launch.words(plan));
    command.addAll(
        List.of(
            "server",
            "--name",
            name,
            "--data-dir",
            directory.toString(),
            "--http",
            httpAddress(),
            "--raft",
            raftAddress(),
            "--peers",
            peers,
            "--exit-on-stdin-close"));
    command.addAll(plan.flags());
    command.addAll(more);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    builder.environment().keySet().removeIf(variable -> variable.startsWith("TIDEMARK_"));
    List<String> libraries = new ArrayList<>();
    if (clock != null) {
      libraries.add(clock.library().toString());
      builder.environment().putAll(clock.variables());
    }
    if (forced != null) {
      libraries.add(forced.library().toString());
      builder.environment().putAll(forced.variables());
    }
    if (!libraries.isEmpty()) {
      builder.environment().put("LD_PRELOAD", String.join(":", libraries));
    }
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether its process runs, be it stopped. */
  public synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Whether it says that it can issue. */
  public boolean isReady() {
    return isAlive() && client.isReady();
  }

  /**
   * Whether it does all that it is there for: issues from a majority's word given now, and from
   * memory by its clock.
   */
  public boolean serves() {
    return isReady()
        && client.post("/generate", "{\"namespace\":\"%s\"}".formatted(PROBE)).isOk()
        && client.post("/generate", "{\"format\":\"uuid7\"}").isOk()
        && client.post("/generate", "{\"format\":\"snowflake\"}").isOk();
  }

  /** SIGKILL; returns when it is gone. */
  public void kill() {
    Process running = toEnd();
    if (running != null) {
      running.destroyForcibly();
      end(running);
    }
  }

  /** SIGTERM; returns when it has ended. */
  public int terminate() {
    Process running = toEnd();
    if (running == null) {
      return 0;
    }
    running.toHandle().destroy(); // Process.destroy would close its input as well.
    return end(running);
  }

  /** SIGSTOP. */
  public void stop() {
    signal("STOP");
  }

  /** SIGCONT. */
  public void go() {
    signal("CONT");
  }

  private void signal(String which) {
    Process running = running();
    if (running != null) {
      Shell.run("kill", "-" + which, Long.toString(running.pid()));
    }
  }

  private synchronized @Nullable Process running() {
    return process != null && process.isAlive() ? process : null;
  }

  /** Its process, if it runs, which is to be ended now by us. */
  private synchronized @Nullable Process toEnd() {
    ended |= isAlive();
    return running();
  }

  /** What its connections and its threads wait for: for people to read. */
  public String state() {
    Process running = process;
    String threads =
        running == null || !running.isAlive()
            ? "it does not run\n"
            : Shell.tryRun(
                    List.of(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(running.pid()),
                        "Thread.print"))
                .output();
    return network.state(name) + threads;
  }

  /** Whether its last process was ended by us, and not by itself. */
  public synchronized boolean wasEnded() {
    return ended;
  }

  /** When its last process ended, by {@link System#nanoTime}; now if that is not known yet. */
  public synchronized long endedNanos() {
    return endedNanos.getNow(System.nanoTime());
  }

  /** The exit code of its last process; null while it runs or if it never ran. */
  public synchronized @Nullable Integer exitCode() {
    return process == null || process.isAlive() ? null : process.exitValue();
  }

  private static int end(Process process) {
    try {
      if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new IllegalStateException("process %d does not end".formatted(process.pid()));
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Takes away everything that it remembers. */
  public void wipe() {
    removeBelow(dataDir);
  }

  /** Takes away everything in a directory. */
  public static void removeBelow(Path directory) {
    if (Files.exists(directory)) {
      Shell.run("find", directory.toString(), "-mindepth", "1", "-delete");
    }
  }

  /** Takes away a directory with everything in it. */
  public static void remove(Path directory) {
    removeBelow(directory);
    try {
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts a copy of all that it remembers elsewhere. */
  public void copyTo(Path copy) {
    Shell.run("cp", "-a", dataDir.toString(), copy.toString());
  }

  void close() {
    Process running = toEnd();
    if (running != null) {
      running.destroyForcibly();
      end(running);
    }
    if (disk != null) {
      disk.unmount();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}

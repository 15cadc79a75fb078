package io.tidemark.simulation;

import io.tidemark.core.NodeName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A machine with a disk, a clock and a node process on it; sometimes with a second process that was
 * started on the same directory.
 */
final class Member {

  private final World world;
  private final NodeName name;
  private final SimulatedClock clock;
  private final List<RangeIssuer.Holding> keptOverRestart = new ArrayList<>();
  private Snapshot disk;
  private @Nullable Replica replica;
  private @Nullable IssuingProcess process;
  private @Nullable IssuingProcess twin;
  private boolean paused;
  private boolean slow;

  Member(World world, NodeName name, Snapshot disk) {
    this.world = world;
    this.name = name;
    this.clock = new SimulatedClock(world.scheduler);
    this.disk = disk;
  }

  NodeName name() {
    return name;
  }

  SimulatedClock clock() {
    return clock;
  }

  /** The replica of the running process. */
  @Nullable Replica replica() {
    return replica;
  }

  boolean isRunning() {
    return process != null && !paused;
  }

  boolean isUp() {
    return process != null;
  }

  /** Whether it applies the log late. */
  boolean isSlow() {
    return slow;
  }

  void becomeSlow(boolean slower) {
    slow = slower;
  }

  /** Processes that can be asked for IDs. */
  List<IssuingProcess> processes() {
    List<IssuingProcess> all = new ArrayList<>(2);
    if (process != null) {
      all.add(process);
    }
    if (twin != null && twin.isAlive()) {
      all.add(twin);
    }
    return all;
  }

  /** Starts the node from its disk: memory is empty. */
  void start() {
    if (process != null) {
      return;
    }
    Snapshot leaders = world.raft.leadersSnapshot(this);
    if (leaders != null && leaders.index() > disk.index() && world.chance.percent(30)) {
      world.coverage.saw(Happening.SNAPSHOT_INSTALLED);
      disk = leaders;
    }
    if (disk.index() > 0) {
      world.coverage.saw(Happening.REBUILT_FROM_SNAPSHOT);
    }
    world.trace.note("%s starts from its snapshot at %d", name, disk.index());
    replica = new Replica(world, this, disk);
    IssuingProcess started = new IssuingProcess(world, this);
    process = started;
    paused = false;
    started.begin(
        world.scenario.mutant() == Mutant.BUFFER_KEPT_OVER_RESTART ? keptOverRestart : List.of());
    world.raft.wake(this);
  }

  /** All that was in memory is gone. */
  void crash() {
    IssuingProcess crashed = process;
    if (crashed == null) {
      return;
    }
    world.trace.note("%s crashes", name);
    keptOverRestart.clear();
    keptOverRestart.addAll(crashed.rangesHeld());
    crashed.kill();
    process = null;
    replica = null;
    if (twin != null) {
      twin.kill();
      twin = null;
    }
    world.raft.memberLost(this);
  }

  void crashAndRestart() {
    if (process != null) {
      crash();
      long downMillis = world.network.isReliable() ? 200 : world.chance.between(100L, 6_000L);
      world.scheduler.after(downMillis, this::start);
    }
  }

  /** A process halts itself. */
  void halted(IssuingProcess halting) {
    if (halting == process) {
      crashAndRestart();
    } else {
      halting.kill();
    }
  }

  /** A second process starts on a copy of the same directory. */
  void startTwin() {
    if (process == null || (twin != null && twin.isAlive())) {
      return;
    }
    world.coverage.saw(Happening.DIRECTORY_STARTED_TWICE);
    world.trace.note("%s is started a second time", name);
    IssuingProcess second = new IssuingProcess(world, this);
    twin = second;
    if (paused) {
      second.pause();
    }
    second.begin(List.of());
  }

  /** Stops the machine's processes for a while; they do not notice. */
  void pause(long millis) {
    IssuingProcess pausing = process;
    if (pausing == null || paused) {
      return;
    }
    world.trace.note("%s is paused for %d ms", name, millis);
    paused = true;
    processes().forEach(IssuingProcess::pause);
    world.scheduler.after(millis, () -> resume(pausing));
  }

  /** As {@link #pause}, but monotonic time stands still too. */
  void sleep(long millis) {
    if (process != null && !paused) {
      clock.slept(millis);
      pause(millis);
    }
  }

  /** Starts, resumes or rebuilds it if need be. */
  void heal() {
    if (replica != null && replica.isDamaged()) {
      crash();
    }
    start();
    if (process != null) {
      resume(process);
    }
  }

  private void resume(IssuingProcess resuming) {
    if (process == resuming && paused) {
      world.trace.note("%s resumes", name);
      paused = false;
      world.raft.wake(this);
      processes().forEach(IssuingProcess::resume);
    }
  }

  /** Keeps a copy of the rows, unless they are known to be damaged. */
  void snapshot() {
    if (replica != null && !replica.isDamaged()) {
      world.coverage.saw(Happening.SNAPSHOT_TAKEN);
      disk = replica.snapshot();
    }
  }

  Snapshot disk() {
    return disk;
  }
}

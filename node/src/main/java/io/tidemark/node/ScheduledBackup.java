package io.tidemark.node;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.node.config.BackupSchedule;
import io.tidemark.node.service.Problem;
import io.tidemark.snapshot.SnapshotFile;
import io.tidemark.snapshot.SnapshotSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves backups by a schedule. What fails here is logged and counted and hurts nothing else. Runs
 * on a thread of its own, because it blocks.
 */
final class ScheduledBackup {

  private static final Logger LOG = LoggerFactory.getLogger(ScheduledBackup.class);

  /** After a failure. */
  static final long RETRY_MILLIS_MAX = 60_000;

  private static final long FIRST_MILLIS = 1_000;

  private final BackupSchedule schedule;
  private final BackupDesk desk;
  private final BackupRetention files;
  private final InstantSource wall;
  private final ScheduledExecutorService thread;
  private final Counter saved;
  private final Counter failed;
  private volatile long newestMillis = -1;

  /**
   * @param thread this schedule's alone
   */
  ScheduledBackup(
      BackupSchedule schedule,
      BackupDesk desk,
      BackupRetention files,
      InstantSource wall,
      ScheduledExecutorService thread,
      MeterRegistry registry) {
    this.schedule = schedule;
    this.desk = desk;
    this.files = files;
    this.wall = wall;
    this.thread = thread;
    this.saved = counter(registry, "ok");
    this.failed = counter(registry, "failed");
    Gauge.builder("tidemark.backup.age.seconds", this, ScheduledBackup::ageSeconds)
        .description("How long ago this node's newest scheduled backup was made")
        .register(registry);
  }

  private static Counter counter(MeterRegistry registry, String result) {
    return Counter.builder("tidemark.backups")
        .tag("result", result)
        .description("Scheduled backups of this node")
        .register(registry);
  }

  /** Begins: soon, or when the newest backup of an earlier process is old enough. */
  void start() {
    var _ = thread.schedule(this::first, FIRST_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void first() {
    long waitMillis = 0;
    try {
      Optional<Path> newest = files.newest();
      if (newest.isPresent()) {
        newestMillis = Files.getLastModifiedTime(newest.get()).toMillis();
        waitMillis =
            Math.clamp(
                newestMillis + schedule.intervalMillis() - wall.millis(),
                0,
                schedule.intervalMillis());
      }
    } catch (IOException e) {
      LOG.warn("backups in {} can't be read: {}", schedule.directory(), e.toString());
    }
    var _ = thread.schedule(this::run, waitMillis, TimeUnit.MILLISECONDS);
  }

  private void run() {
    boolean done = attempt();
    long pause =
        done ? schedule.intervalMillis() : Math.min(schedule.intervalMillis(), RETRY_MILLIS_MAX);
    var _ = thread.schedule(this::run, pause, TimeUnit.MILLISECONDS);
  }

  /** Makes one backup; answers whether there is one. Whatever goes wrong, the next is tried. */
  boolean attempt() {
    String trouble;
    try {
      trouble = save();
    } catch (IOException | RuntimeException e) {
      trouble = e.toString();
    }
    if (trouble.isEmpty()) {
      newestMillis = wall.millis();
      saved.increment();
      return true;
    }
    failed.increment();
    LOG.warn("no backup was saved in {}: {}", schedule.directory(), trouble);
    return false;
  }

  /** Answers why there is none; empty if there is one. */
  private String save() throws IOException {
    Files.createDirectories(schedule.directory());
    Path unfinished = files.unfinished();
    try {
      Problem unconfirmed = desk.write(unfinished);
      if (unconfirmed != null) {
        return unconfirmed.detail();
      }
      SnapshotSummary summary = SnapshotFile.verify(unfinished);
      Path file = files.file(summary.applied().index());
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      files.keep(schedule.retain());
      LOG.info("saved backup {}, {} bytes", file, summary.sizeBytes());
      return "";
    } finally {
      Files.deleteIfExists(unfinished);
      Files.deleteIfExists(unfinished.resolveSibling(unfinished.getFileName() + ".tmp"));
    }
  }

  private double ageSeconds() {
    long newest = newestMillis;
    return newest < 0 ? Double.NaN : Math.max(0, wall.millis() - newest) / 1e3;
  }
}

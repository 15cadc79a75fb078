package io.tidemark.node.identity;

import io.tidemark.core.NodeName;
import io.tidemark.node.identity.StartRefusedException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one node, locked. Everything that the node remembers lives in it.
 *
 * <ol>
 *   <li>At most one process has it open.
 *   <li>It belongs to one node of one cluster for ever, as its identity file says.
 *   <li>A directory with anything of a member in it but no identity is never taken for an empty
 *       one.
 *   <li>A refused open changes nothing on disk.
 * </ol>
 *
 * Safe for use by many threads.
 */
public final class DataDirectory implements AutoCloseable {

  private static final String RAFT = "raft";
  private static final String REPLICA = "replica";
  private static final String SIGHTINGS = "sightings";

  private final Path root;
  private final IdentityFile file;
  private final DirectoryLock lock;
  private @Nullable Identity identity;
  private boolean claimed;

  private DataDirectory(Path root, DirectoryLock lock, @Nullable Identity identity) {
    this.root = root;
    this.file = new IdentityFile(root);
    this.lock = lock;
    this.identity = identity;
  }

  /**
   * Opens the directory of a node; makes it if it does not exist.
   *
   * @throws StartRefusedException if it is in use, another node's, damaged, or can't be read or
   *     written
   */
  public static DataDirectory open(Path root, NodeName node) throws StartRefusedException {
    Path absolute = root.toAbsolutePath().normalize();
    try {
      readIdentity(absolute, node);
      Files.createDirectories(absolute);
      return openLocked(absolute, node, DirectoryLock.acquire(absolute));
    } catch (IOException e) {
      throw new StartRefusedException(
          Kind.FAILED, "data directory %s can't be used: %s".formatted(absolute, reason(e)), e);
    }
  }

  public Path root() {
    return root;
  }

  /** Ratis' own storage. */
  public Path raft() {
    return root.resolve(RAFT);
  }

  /** What the replica keeps beside Ratis' storage: snapshots, the live store. */
  public Path replica() {
    return root.resolve(REPLICA);
  }

  /** The file with what this node has seen of others. */
  public Path sightings() {
    return root.resolve(SIGHTINGS);
  }

  /** Whose directory this is; empty if it is nobody's yet. */
  public synchronized Optional<Identity> identity() {
    return Optional.ofNullable(identity);
  }

  /** This process is going to stay: says so in the lock file. Until then nothing is written. */
  public synchronized void claim() throws IOException {
    if (!claimed) {
      lock.sign();
      claimed = true;
    }
  }

  /** Records the identity; durable when the method returns. */
  public synchronized void record(Identity next) throws IOException {
    claim();
    file.write(next);
    identity = next;
  }

  /**
   * Records what an identity that exists turns into; durable when the method returns.
   *
   * @param change may give back what it was given; then nothing is written
   * @return what is recorded now
   */
  public synchronized Identity update(UnaryOperator<Identity> change) throws IOException {
    Identity before = Objects.requireNonNull(identity, "no identity to change");
    Identity after = change.apply(before);
    if (!after.equals(before)) {
      record(after);
    }
    return after;
  }

  /** Releases the lock. */
  @Override
  public void close() throws IOException {
    lock.close();
  }

  /** Reads the identity again, now that nobody else can change it. */
  private static DataDirectory openLocked(Path root, NodeName node, DirectoryLock lock)
      throws StartRefusedException, IOException {
    boolean opened = false;
    try {
      Identity identity = readIdentity(root, node).orElse(null);
      opened = true;
      return new DataDirectory(root, lock, identity);
    } finally {
      if (!opened) {
        lock.close();
      }
    }
  }

  private static Optional<Identity> readIdentity(Path root, NodeName node)
      throws StartRefusedException {
    Optional<Identity> found;
    try {
      found = new IdentityFile(root).read();
    } catch (IOException e) {
      throw new StartRefusedException(
          Kind.FAILED,
          "%s; restore the file from a copy, or empty the directory and re-add the node as a new peer"
              .formatted(reason(e)),
          e);
    }
    if (found.isEmpty()) {
      requireNothing(root);
    } else if (!found.get().node().equals(node)) {
      throw new StartRefusedException(
          Kind.CONFLICT,
          "data directory %s belongs to node %s, this node is %s; give it a directory of its own, or start it under that name"
              .formatted(root, found.get().node(), node));
    }
    return found;
  }

  private static void requireNothing(Path root) throws StartRefusedException {
    for (String name : List.of(RAFT, REPLICA, SIGHTINGS)) {
      if (Files.exists(root.resolve(name))) {
        throw new StartRefusedException(
            Kind.CONFLICT,
            "data directory %s has '%s' but no identity file; restore the file from a copy, or empty the directory and re-add the node as a new peer"
                .formatted(root, name));
      }
    }
  }

  private static String reason(IOException e) {
    return e.getClass() == IOException.class ? String.valueOf(e.getMessage()) : e.toString();
  }
}

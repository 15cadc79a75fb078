package io.tidemark.store;

import io.tidemark.core.Store;
import io.tidemark.core.Tables;
import io.tidemark.core.View;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.LmdbException;
import org.lmdbjava.Txn;

/**
 * The live store: one LMDB environment, memory-mapped, with a database per table.
 *
 * <ol>
 *   <li>A cache of snapshot and log. It never syncs, so a file that an earlier process left may be
 *       torn; it is deleted unread, and the store always starts empty.
 *   <li>Readers see one committed moment and never wait for the writer; at most {@link
 *       #READERS_MAX} run at once, further ones wait for one of them to end.
 *   <li>A write transaction belongs to the platform thread that began it, as LMDB's lock does.
 *   <li>A row that does not come back as it was written fails the transaction.
 *   <li>The map never grows: a full one fails the write transaction with {@link
 *       StoreFailedException}, and nothing of it takes effect.
 * </ol>
 */
public final class LmdbStore implements Store {

  /** The most readers at once. */
  public static final int READERS_MAX = 120;

  /**
   * What a row may take of the map: twice what the largest one does, as changed pages are written
   * beside the old ones, which stay while anybody reads them.
   */
  private static final long ROW_BYTES_MAX = 20 << 10;

  /** Names the library if it is not to be unpacked. */
  private static final String NATIVE_LIBRARY = "lmdbjava.native.lib";

  private static final String UNPACKED_INTO = "lmdbjava.extract.dir";

  private static final String[] FILES = {"data.mdb", "lock.mdb"};

  private final Path directory;
  private final long mapSizeBytes;
  private final Env<ByteBuffer> env;
  private final LmdbDatabases databases;
  private final int pageBytes;
  private final Transactions transactions = new Transactions();
  private final Semaphore readers = new Semaphore(READERS_MAX);
  private final Queue<ByteBuffer> keyBuffers = new ConcurrentLinkedQueue<>();

  private LmdbStore(Path directory, long mapSizeBytes, Env<ByteBuffer> env) {
    this.directory = directory;
    this.mapSizeBytes = mapSizeBytes;
    this.env = env;
    this.databases = LmdbDatabases.open(env);
    this.pageBytes = env.stat().pageSize;
  }

  /**
   * Opens an empty store, in place of whatever an earlier process left in the directory.
   *
   * @param directory made if absent; no other process may use it
   * @param mapSizeBytes the most bytes that the store may ever take; a sparse file, so that unused
   *     ones cost nothing; rounded down to whole pages
   * @throws StoreFailedException if the directory can't be used
   */
  public static LmdbStore openEmpty(Path directory, long mapSizeBytes) {
    try {
      Files.createDirectories(directory);
      for (String file : FILES) {
        Files.deleteIfExists(directory.resolve(file));
      }
    } catch (IOException e) {
      throw new StoreFailedException(
          "the live store's directory %s can't be used: %s; check its owner and the disk"
              .formatted(directory, e),
          e);
    }
    unpackInto(directory);
    try {
      Env<ByteBuffer> env =
          Env.create()
              .setMapSize(mapSizeBytes)
              .setMaxDbs(LmdbDatabases.COUNT)
              // One more than may run, so that the semaphore is what readers wait for.
              .setMaxReaders(READERS_MAX + 1)
              .open(
                  directory.toFile(),
                  0600,
                  EnvFlags.MDB_NOSYNC,
                  EnvFlags.MDB_NOMETASYNC,
                  // Ties a reader to its transaction, not to its thread, which may be a virtual
                  // one.
                  EnvFlags.MDB_NOTLS);
      return new LmdbStore(directory, mapSizeBytes, env);
    } catch (LmdbException e) {
      throw failed(directory, mapSizeBytes, e);
    } catch (ExceptionInInitializerError e) {
      throw new StoreFailedException(
          "LMDB's native library can't be loaded: %s; it is unpacked into %s unless %s names it"
              .formatted(e.getCause(), directory, NATIVE_LIBRARY),
          e);
    }
  }

  /**
   * LMDB's binding unpacks its library into the directory for temporary files, where a process that
   * is killed would leave it, each time another. What is in the store's directory goes with it.
   */
  private static void unpackInto(Path directory) {
    if (System.getProperty(NATIVE_LIBRARY) == null && System.getProperty(UNPACKED_INTO) == null) {
      System.setProperty(UNPACKED_INTO, directory.toAbsolutePath().toString());
    }
  }

  /**
   * A size of the map at which so many rows fit, whatever they hold. It costs address space only:
   * the file is as large as what is in it.
   */
  public static long mapBytesFor(long rows) {
    return rows * ROW_BYTES_MAX;
  }

  @Override
  public <R> R read(Function<? super View, R> query) {
    return transactions.reading(
        () -> {
          readers.acquireUninterruptibly();
          try (Txn<ByteBuffer> txn = storing(env::txnRead)) {
            return in(txn, query);
          } finally {
            readers.release();
          }
        });
  }

  @Override
  public <R> R write(Function<? super Tables, R> change) {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException(
          "LMDB's write lock belongs to a platform thread; a virtual thread can't hold it");
    }
    return transactions.writing(
        () -> {
          try (Txn<ByteBuffer> txn = storing(env::txnWrite)) {
            R result = in(txn, change);
            storing(
                () -> {
                  txn.commit();
                  return txn;
                });
            return result;
          }
        });
  }

  @Override
  public void close() {
    transactions.close(env::close);
  }

  /** The most bytes that the store may take. */
  public long mapSizeBytes() {
    return mapSizeBytes;
  }

  /**
   * How many bytes of the map are in use, up to the last page that was ever written. Space that was
   * freed is used again before the map grows, and counts as used.
   */
  public long mapUsedBytes() {
    return transactions.reading(() -> (env.info().lastPageNumber + 1) * pageBytes);
  }

  private <R> R in(Txn<ByteBuffer> txn, Function<? super LmdbTables, R> function) {
    ByteBuffer pooled = keyBuffers.poll();
    ByteBuffer key = pooled == null ? LmdbDatabases.allocateKey() : pooled;
    Scope scope = new Scope(!txn.isReadOnly());
    try {
      return function.apply(new LmdbTables(this, databases, txn, scope, key));
    } finally {
      scope.end();
      keyBuffers.add(key);
    }
  }

  /** Runs one call to LMDB; what it throws becomes the one exception of the store. */
  <R> R storing(Supplier<R> call) {
    try {
      return call.get();
    } catch (LmdbException e) {
      throw failed(directory, mapSizeBytes, e);
    }
  }

  /** A row is not as it was written. */
  StoreFailedException changed(byte[] key) {
    return new StoreFailedException(
        "the live store in %s gave back a row other than it was written, under key %s; check the disk and the memory, and start the node again"
            .formatted(directory, HexFormat.of().formatHex(key)));
  }

  private static StoreFailedException failed(
      Path directory, long mapSizeBytes, LmdbException cause) {
    if (cause instanceof Env.MapFullException) {
      return new StoreFailedException(
          "the live store in %s is full: its map has %d bytes; start the node with a larger map"
              .formatted(directory, mapSizeBytes),
          cause);
    }
    return new StoreFailedException(
        "the live store in %s failed: %s; check the disk and the node's memory"
            .formatted(directory, cause.getMessage()),
        cause);
  }
}

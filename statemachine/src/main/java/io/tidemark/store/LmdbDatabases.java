package io.tidemark.store;

import io.tidemark.encoding.TableEncoding;
import java.nio.ByteBuffer;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;

/** The databases of the environment, one for each table. Keys are compared as unsigned bytes. */
record LmdbDatabases(
    Dbi<ByteBuffer> meta,
    Dbi<ByteBuffer> namespaces,
    Dbi<ByteBuffer> lines,
    Dbi<ByteBuffer> ranges,
    Dbi<ByteBuffer> incarnations,
    Dbi<ByteBuffer> workers) {

  static final int COUNT = 6;

  static LmdbDatabases open(Env<ByteBuffer> env) {
    return new LmdbDatabases(
        open(env, "meta"),
        open(env, TableEncoding.NAMESPACES.table()),
        open(env, TableEncoding.LINES.table()),
        open(env, TableEncoding.RANGES.table()),
        open(env, TableEncoding.INCARNATIONS.table()),
        open(env, TableEncoding.WORKERS.table()));
  }

  /** A buffer for one key at a time; LMDB reads keys outside the Java heap only. */
  static ByteBuffer allocateKey() {
    return ByteBuffer.allocateDirect(TableEncoding.KEY_BYTES_MAX);
  }

  private static Dbi<ByteBuffer> open(Env<ByteBuffer> env, String name) {
    return env.openDbi(name, DbiFlags.MDB_CREATE);
  }
}

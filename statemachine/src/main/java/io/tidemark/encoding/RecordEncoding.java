package io.tidemark.encoding;

import io.tidemark.core.ClusterRecord;
import io.tidemark.core.ClusterSecret;
import io.tidemark.core.EpochFloor;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.IncarnationRecord;
import io.tidemark.core.LineRecord;
import io.tidemark.core.LogPosition;
import io.tidemark.core.Membership;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.NodeName;
import io.tidemark.core.RangeRecord;
import io.tidemark.core.TenantId;
import io.tidemark.core.WorkerRecord;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The bytes of the stored records: {@code [version, field, ...]}, each record with a version of its
 * own.
 */
public final class RecordEncoding {

  private static final int CLUSTER_VERSION = 1;
  private static final int NAMESPACE_VERSION = 1;
  private static final int LINE_VERSION = 1;
  private static final int RANGE_VERSION = 1;
  private static final int INCARNATION_VERSION = 1;
  private static final int WORKER_VERSION = 1;

  private RecordEncoding() {}

  /** The key of the cluster's record, the one row of table {@code meta}. */
  public static byte[] clusterKey() {
    return new KeyWriter().cluster().text("cluster").toBytes();
  }

  /** The bytes of the cluster's record; the same for the same record, always. */
  public static byte[] encode(ClusterRecord cluster) {
    return CborWriter.encode(out -> writeCluster(out, cluster));
  }

  /**
   * The cluster's record of the bytes.
   *
   * @throws EncodingException if the bytes are anything else
   */
  public static ClusterRecord decodeCluster(byte[] bytes) {
    return CborReader.decode("a cluster record", bytes, RecordEncoding::readCluster);
  }

  private static void writeCluster(CborWriter out, ClusterRecord cluster) {
    ClusterSecret secret = cluster.secret();
    Membership members = cluster.members();
    boolean floored = !cluster.floor().equals(EpochFloor.NONE);
    boolean located = floored || members.index() >= 0 || !members.listeners().isEmpty();
    boolean appended = located || secret != null || !cluster.lineage().equals(cluster.clusterId());
    out.array(floored ? 19 : located ? 18 : appended ? 15 : 13)
        .number(CLUSTER_VERSION)
        .text(cluster.clusterId())
        .number(cluster.epoch())
        .number(cluster.featureLevel())
        .item(cluster.applied(), ValueEncoding::writePosition)
        .number(cluster.replicatedTimeMillis())
        .number(cluster.nextIncarnation())
        .number(cluster.nextNamespaceNumber())
        .number(cluster.rows())
        .number(cluster.rowsMax())
        .list(new TreeSet<>(members.voters()), (item, voter) -> item.text(voter.value()));
    writeByNode(out, cluster.clockMillis(), Long::longValue);
    writeByNode(out, cluster.current(), IncarnationNumber::value);
    if (appended) {
      (secret == null ? out.nothing() : out.text(secret.hex())).text(cluster.lineage());
    }
    if (located) {
      out.number(members.index())
          .list(new TreeSet<>(members.listeners()), (item, node) -> item.text(node.value()));
      writeAddresses(out, members.addresses());
    }
    if (floored) {
      out.array(2).number(cluster.floor().values()).number(cluster.floor().timeMillis()).end();
    }
    out.end();
  }

  private static ClusterRecord readCluster(CborReader in) {
    in.open().version(CLUSTER_VERSION);
    String clusterId = in.text();
    long epoch = in.number();
    int featureLevel = in.smallNumber();
    LogPosition applied = ValueEncoding.readPosition(in);
    long replicatedTimeMillis = in.number();
    long nextIncarnation = in.number();
    long nextNamespaceNumber = in.number();
    long rows = in.number();
    long rowsMax = in.number();
    SortedSet<NodeName> voters = readNodes(in);
    SortedMap<NodeName, Long> clockMillis = readByNode(in, CborReader::number);
    SortedMap<NodeName, IncarnationNumber> current = readByNode(in, ValueEncoding::readIncarnation);
    ClusterSecret secret = in.hasMore() ? in.optional(RecordEncoding::readSecret) : null;
    String lineage = in.hasMore() ? in.text() : clusterId;
    Membership members =
        in.hasMore()
            ? new Membership(in.number(), voters, readNodes(in), readByNode(in, CborReader::text))
            : Membership.ofVoters(voters);
    EpochFloor floor = in.hasMore() ? readFloor(in) : EpochFloor.NONE;
    in.close();
    return new ClusterRecord(
        clusterId,
        epoch,
        featureLevel,
        applied,
        replicatedTimeMillis,
        nextIncarnation,
        nextNamespaceNumber,
        rows,
        rowsMax,
        members,
        clockMillis,
        current,
        secret,
        lineage,
        floor);
  }

  private static void writeAddresses(CborWriter out, Map<NodeName, String> addresses) {
    out.array(2 * addresses.size());
    new TreeMap<>(addresses).forEach((node, address) -> out.text(node.value()).text(address));
    out.end();
  }

  private static EpochFloor readFloor(CborReader in) {
    in.open();
    EpochFloor floor = new EpochFloor(in.number(), in.number());
    in.closeExactly();
    return floor;
  }

  private static ClusterSecret readSecret(CborReader in) {
    return new ClusterSecret(in.text());
  }

  /** Names and numbers in turn, sorted by name. */
  private static <V> void writeByNode(
      CborWriter out, Map<NodeName, V> byNode, Function<V, Long> numberOf) {
    out.array(2 * byNode.size());
    new TreeMap<>(byNode)
        .forEach((node, value) -> out.text(node.value()).number(numberOf.apply(value)));
    out.end();
  }

  private static <V> SortedMap<NodeName, V> readByNode(
      CborReader in, Function<CborReader, V> value) {
    in.open();
    SortedMap<NodeName, V> byNode = new TreeMap<>();
    while (in.hasMore()) {
      byNode.put(new NodeName(in.text()), value.apply(in));
    }
    in.closeExactly();
    return byNode;
  }

  private static SortedSet<NodeName> readNodes(CborReader in) {
    return new TreeSet<>(in.list(item -> new NodeName(item.text())));
  }

  static void writeNamespace(CborWriter out, NamespaceRecord namespace) {
    out.array(11)
        .number(NAMESPACE_VERSION)
        .text(namespace.tenant().value())
        .text(namespace.name().value())
        .number(namespace.number())
        .number(namespace.generation())
        .item(namespace.rule(), ValueEncoding::writeRule)
        .flag(namespace.reserved())
        .flag(namespace.deleted())
        .number(namespace.changeNonce())
        .number(namespace.changeIncarnation().value())
        .number(namespace.changedMillis())
        .end();
  }

  static NamespaceRecord readNamespace(CborReader in) {
    in.open().version(NAMESPACE_VERSION);
    NamespaceRecord namespace =
        new NamespaceRecord(
            new TenantId(in.text()),
            new NamespaceName(in.text()),
            in.number(),
            in.number(),
            ValueEncoding.readRule(in),
            in.flag(),
            in.flag(),
            in.number(),
            ValueEncoding.readIncarnation(in),
            in.number());
    in.close();
    return namespace;
  }

  static void writeLine(CborWriter out, LineRecord line) {
    out.array(6 + ValueEncoding.periodItems(line.period()))
        .number(LINE_VERSION)
        .number(line.highWaterMark())
        .number(line.reservedTotal())
        .number(line.rangesKept())
        .number(line.raiseNonce())
        .number(line.raiseIncarnation().value())
        .item(line.period(), ValueEncoding::writePeriod)
        .end();
  }

  static LineRecord readLine(CborReader in) {
    in.open().version(LINE_VERSION);
    LineRecord line =
        new LineRecord(
            in.number(),
            in.number(),
            in.smallNumber(),
            in.number(),
            ValueEncoding.readIncarnation(in),
            ValueEncoding.readPeriod(in));
    in.close();
    return line;
  }

  static void writeRange(CborWriter out, RangeRecord range) {
    out.array(5)
        .number(RANGE_VERSION)
        .number(range.end())
        .number(range.incarnation().value())
        .number(range.reservedMillis())
        .number(range.sealedEnd())
        .end();
  }

  static RangeRecord readRange(CborReader in) {
    in.open().version(RANGE_VERSION);
    RangeRecord range =
        new RangeRecord(in.number(), ValueEncoding.readIncarnation(in), in.number(), in.number());
    in.close();
    return range;
  }

  static void writeIncarnation(CborWriter out, IncarnationRecord incarnation) {
    boolean appended = incarnation.knownLevel() > 1;
    out.array(appended ? 7 : 6)
        .number(INCARNATION_VERSION)
        .text(incarnation.node().value())
        .number(incarnation.registeredMillis())
        .text(incarnation.processNonce())
        .item(incarnation.window(), ValueEncoding::writeWindow)
        .number(incarnation.windowNonce());
    if (appended) {
      out.number(incarnation.knownLevel());
    }
    out.end();
  }

  static IncarnationRecord readIncarnation(CborReader in) {
    in.open().version(INCARNATION_VERSION);
    IncarnationRecord incarnation =
        new IncarnationRecord(
            new NodeName(in.text()),
            in.number(),
            in.text(),
            ValueEncoding.readWindow(in),
            in.number(),
            in.hasMore() ? in.smallNumber() : 1);
    in.close();
    return incarnation;
  }

  static void writeWorker(CborWriter out, WorkerRecord worker) {
    out.array(5)
        .number(WORKER_VERSION)
        .number(worker.owner().value())
        .text(worker.node().value())
        .item(worker.window(), ValueEncoding::writeWindow)
        .number(worker.windowNonce())
        .end();
  }

  static WorkerRecord readWorker(CborReader in) {
    in.open().version(WORKER_VERSION);
    WorkerRecord worker =
        new WorkerRecord(
            ValueEncoding.readIncarnation(in),
            new NodeName(in.text()),
            ValueEncoding.readWindow(in),
            in.number());
    in.close();
    return worker;
  }
}

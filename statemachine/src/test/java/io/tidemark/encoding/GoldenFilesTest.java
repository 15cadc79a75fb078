package io.tidemark.encoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.tidemark.core.Command;
import io.tidemark.core.Entry;
import io.tidemark.core.Envelope;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.NodeName;
import io.tidemark.core.Outcome;
import io.tidemark.core.Precondition;
import io.tidemark.core.RangeKey;
import io.tidemark.core.Reply;
import io.tidemark.core.TenantId;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Today's writer gives exactly the bytes of the golden files, and today's reader reads them. With
 * {@code -Dgolden.write=true} missing files are written, existing ones never, and the test fails so
 * that somebody looks at the new ones. To change a file on purpose, delete it first.
 */
final class GoldenFilesTest {

  private static final String UNKNOWN_COMMAND = "entry-of-an-unknown-command";
  private static final boolean WRITE_MISSING = Boolean.getBoolean("golden.write");

  /**
   * @param comment what the file says of itself
   * @param hex what today's writer gives for the value
   */
  private record Golden<T>(
      String name, String comment, T value, String hex, Function<byte[], T> reader) {

    void check() throws IOException {
      assertEquals(hex, HexFormat.of().formatHex(stored(name, comment, hex)));
      assertEquals(value, reader.apply(HexFormat.of().parseHex(hex)));
    }
  }

  @TestFactory
  Stream<DynamicTest> the_writer_gives_the_golden_bytes_and_the_reader_reads_them()
      throws IOException {
    return goldens().stream().map(golden -> dynamicTest(golden.name(), golden::check));
  }

  @Test
  void every_golden_file_is_checked() throws IOException {
    Set<String> checked =
        goldens().stream()
            .map(golden -> golden.name() + ".hex")
            .collect(Collectors.toCollection(TreeSet::new));
    checked.add(UNKNOWN_COMMAND + ".hex");
    checked.add("state-of-level-1.hex"); // By OlderStateTest.
    try (Stream<Path> files = Files.list(GoldenFile.directory())) {
      assertEquals(
          checked,
          files
              .map(file -> String.valueOf(file.getFileName()))
              .collect(Collectors.toCollection(TreeSet::new)));
    }
  }

  @Test
  void every_command_and_every_outcome_has_a_golden_file() {
    Set<Class<?>> commands =
        Samples.commands().stream().map(Object::getClass).collect(Collectors.toSet());
    commands.add(Command.Unrecognized.class);
    assertEquals(Set.of(Command.class.getPermittedSubclasses()), commands);
    assertEquals(
        Set.of(Outcome.class.getPermittedSubclasses()),
        Samples.outcomes().stream().map(Object::getClass).collect(Collectors.toSet()));
  }

  @Test
  void a_command_of_a_later_version_is_read_as_unrecognized() throws IOException {
    byte[] bytes =
        CborWriter.encode(
            out ->
                out.array(2)
                    .number(1)
                    .array(1)
                    .array(9)
                    .text("n3")
                    .number(77)
                    .number(5)
                    .number(6)
                    .text("acme")
                    .text("")
                    .text("")
                    .number(2)
                    .array(3)
                    .text("teleport")
                    .array(2)
                    .number(1)
                    .nothing()
                    .end()
                    .flag(true)
                    .end()
                    .end()
                    .end()
                    .end());
    byte[] stored =
        stored(UNKNOWN_COMMAND, GoldenFile.diagnosticOf(bytes), HexFormat.of().formatHex(bytes));
    assertArrayEquals(stored, bytes);
    Envelope expected =
        new Envelope(
            new NodeName("n3"),
            new IncarnationNumber(77),
            5,
            6,
            new TenantId("acme"),
            "",
            "",
            2,
            new Command.Unrecognized("teleport"));
    assertEquals(new Entry(List.of(expected)), EntryEncoding.decode(stored));
  }

  @Test
  void a_golden_file_is_never_replaced() {
    GoldenFile file = GoldenFile.named("record-cluster");
    assertTrue(file.exists());
    assertThrows(FileAlreadyExistsException.class, () -> file.create("other", new byte[] {1}));
  }

  private static byte[] stored(String name, String comment, String hex) throws IOException {
    GoldenFile file = GoldenFile.named(name);
    if (WRITE_MISSING && !file.exists()) {
      file.create(comment, HexFormat.of().parseHex(hex));
      fail(file.path() + " was written; read it, commit it, and run again without the property");
    }
    return file.read();
  }

  private static List<Golden<?>> goldens() throws IOException {
    List<Golden<?>> goldens = new ArrayList<>();
    int number = 1;
    for (Command command : Samples.commands()) {
      goldens.add(entry("entry-%02d-%s".formatted(number++, nameOf(command)), command));
    }
    for (Map.Entry<String, NamespaceRule> rule : Samples.formedRules().entrySet()) {
      goldens.add(
          entry(
              "entry-put-" + rule.getKey(),
              rule.getValue().featureLevel(),
              new Command.PutNamespace(
                  Samples.ORDERS, rule.getValue(), new Precondition.Absent())));
    }
    number = 1;
    for (Outcome outcome : Samples.outcomes()) {
      goldens.add(replies("reply-%02d-%s".formatted(number++, nameOf(outcome)), List.of(outcome)));
    }
    number = 1;
    for (Command command : Samples.templateCommands()) {
      goldens.add(entry("entry-template-%d-%s".formatted(number++, nameOf(command)), command));
    }
    number = 1;
    for (Outcome outcome : Samples.templateOutcomes()) {
      goldens.add(
          replies("reply-template-%d-%s".formatted(number++, nameOf(outcome)), List.of(outcome)));
    }
    goldens.add(
        cbor(
            "record-lines-of-a-period",
            Samples.PERIOD_LINE_RECORD,
            TableEncoding.LINES.encode(Samples.PERIOD_LINE_RECORD),
            TableEncoding.LINES::decode));
    goldens.add(
        cbor(
            "record-incarnations-of-a-later-level",
            Samples.LEVELLED_INCARNATION_RECORD,
            TableEncoding.INCARNATIONS.encode(Samples.LEVELLED_INCARNATION_RECORD),
            TableEncoding.INCARNATIONS::decode));
    goldens.add(replies("reply-every-rejection", Samples.everyRejection()));
    goldens.add(
        cbor(
            "record-cluster",
            Samples.CLUSTER,
            RecordEncoding.encode(Samples.CLUSTER),
            RecordEncoding::decodeCluster));
    goldens.add(
        cbor(
            "record-cluster-located",
            Samples.LOCATED,
            RecordEncoding.encode(Samples.LOCATED),
            RecordEncoding::decodeCluster));
    goldens.add(
        cbor(
            "record-cluster-restored",
            Samples.RESTORED,
            RecordEncoding.encode(Samples.RESTORED),
            RecordEncoding::decodeCluster));
    goldens.add(
        cbor(
            "record-cluster-with-a-floor",
            Samples.FLOORED,
            RecordEncoding.encode(Samples.FLOORED),
            RecordEncoding::decodeCluster));
    addRow(
        goldens,
        TableEncoding.NAMESPACES,
        new NamespaceKey(Samples.TENANT, Samples.ORDERS),
        Samples.NAMESPACE);
    addRow(goldens, TableEncoding.LINES, Samples.LINE, Samples.LINE_RECORD);
    addRow(goldens, TableEncoding.RANGES, new RangeKey(Samples.LINE, 1_000), Samples.RANGE_RECORD);
    addRow(goldens, TableEncoding.INCARNATIONS, Samples.INCARNATION, Samples.INCARNATION_RECORD);
    addRow(goldens, TableEncoding.WORKERS, Samples.WORKER, Samples.WORKER_RECORD);
    return goldens;
  }

  private static Golden<Entry> entry(String name, Command command) throws IOException {
    return entry(name, 1, command);
  }

  private static Golden<Entry> entry(String name, int featureLevel, Command command)
      throws IOException {
    Entry entry = new Entry(List.of(Samples.envelope(featureLevel, command)));
    return cbor(name, entry, EntryEncoding.encode(entry), EntryEncoding::decode);
  }

  private static Golden<List<Reply>> replies(String name, List<Outcome> outcomes)
      throws IOException {
    List<Reply> replies = outcomes.stream().map(Samples::reply).toList();
    return cbor(name, replies, ReplyEncoding.encode(replies), ReplyEncoding::decode);
  }

  private static <K extends Comparable<? super K>, V> void addRow(
      List<Golden<?>> goldens, TableEncoding<K, V> encoding, K key, V record) throws IOException {
    goldens.add(
        cbor("record-" + encoding.table(), record, encoding.encode(record), encoding::decode));
    goldens.add(
        new Golden<>(
            "key-" + encoding.table(),
            key.toString(),
            key,
            HexFormat.of().formatHex(encoding.encodeKey(key)),
            encoding::decodeKey));
  }

  private static <T> Golden<T> cbor(String name, T value, byte[] bytes, Function<byte[], T> reader)
      throws IOException {
    return new Golden<>(
        name, GoldenFile.diagnosticOf(bytes), value, HexFormat.of().formatHex(bytes), reader);
  }

  private static String nameOf(Object value) {
    return value.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}

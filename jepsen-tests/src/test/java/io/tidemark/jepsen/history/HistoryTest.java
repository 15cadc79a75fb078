package io.tidemark.jepsen.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is what is read, and what Jepsen reads. */
final class HistoryTest {
  @TempDir private Path directory;

  @Test
  void whatIsWrittenIsRead() throws IOException {
    JsonMapper json = new JsonMapper();
    AtomicLong nanos = new AtomicLong(100);
    List<Operation> written = new ArrayList<>();
    try (History history = History.begin(directory, nanos::get)) {
      nanos.set(350);
      written.add(
          history.add(3, Operation.Type.INVOKE, "generate", "n1", json.readTree("{\"count\":2}")));
      written.add(
          history.add(
              3,
              Operation.Type.OK,
              "generate",
              "n1",
              json.readTree("{\"ids\":[\"a\\\"b\",\"c\"]}")));
      written.add(
          history.add(
              Operation.NEMESIS, Operation.Type.INFO, "fault", null, null, "it was not there"));
    }
    List<Operation> read = new ArrayList<>();
    History.read(directory, read::add);
    assertEquals(written, read);
    assertEquals(250, read.getFirst().nanos());
    assertEquals(
        List.of(
            "{:index 0, :time 250, :type :invoke, :process 3, :f :generate, :value {:count 2},"
                + " :node \"n1\"}",
            "{:index 1, :time 250, :type :ok, :process 3, :f :generate, :value {:ids"
                + " [\"a\\\"b\" \"c\"]}, :node \"n1\"}",
            "{:index 2, :time 250, :type :info, :process :nemesis, :f :fault, :value nil,"
                + " :error \"it was not there\"}"),
        Files.readAllLines(directory.resolve(History.EDN_FILE)));
  }
}

package io.tidemark.encoding;

import io.tidemark.core.FieldFault;
import io.tidemark.core.Form;
import io.tidemark.core.IdRange;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.Kind;
import io.tidemark.core.LogPosition;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.Precondition;
import io.tidemark.core.SequenceRule;
import io.tidemark.core.SnowflakeRule;
import io.tidemark.core.TimeWindow;
import io.tidemark.core.WindowOwner;
import io.tidemark.core.WorkerClass;
import io.tidemark.core.WorkerKey;
import io.tidemark.layout.UuidRendering;
import io.tidemark.period.Reset;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The values that commands, outcomes and records are made of. Tuples never get more items. */
final class ValueEncoding {

  private ValueEncoding() {}

  static void writePosition(CborWriter out, LogPosition position) {
    out.array(2).number(position.term()).number(position.index()).end();
  }

  static LogPosition readPosition(CborReader in) {
    in.open();
    LogPosition position = new LogPosition(in.number(), in.number());
    in.closeExactly();
    return position;
  }

  static void writeWindow(CborWriter out, TimeWindow window) {
    out.array(2).number(window.startMillis()).number(window.endMillis()).end();
  }

  static TimeWindow readWindow(CborReader in) {
    in.open();
    TimeWindow window = new TimeWindow(in.number(), in.number());
    in.closeExactly();
    return window;
  }

  /** How many items {@link #writePeriod} appends. */
  static int periodItems(TimeWindow period) {
    return period.equals(TimeWindow.EMPTY) ? 0 : 1;
  }

  /** Appends where a period lies; nothing for what has no period, as before there were any. */
  static void writePeriod(CborWriter out, TimeWindow period) {
    if (!period.equals(TimeWindow.EMPTY)) {
      writeWindow(out, period);
    }
  }

  /** The period that was appended, if any. */
  static TimeWindow readPeriod(CborReader in) {
    return in.hasMore() ? readWindow(in) : TimeWindow.EMPTY;
  }

  static void writeRange(CborWriter out, IdRange range) {
    out.array(3).number(range.first()).number(range.end()).number(range.step()).end();
  }

  static IdRange readRange(CborReader in) {
    in.open();
    IdRange range = new IdRange(in.number(), in.number(), in.number());
    in.closeExactly();
    return range;
  }

  static void writeWorkerClass(CborWriter out, WorkerClass workerClass) {
    out.array(2).number(workerClass.timeUnitMillis()).number(workerClass.workerBits()).end();
  }

  static WorkerClass readWorkerClass(CborReader in) {
    in.open();
    WorkerClass workerClass = new WorkerClass(in.smallNumber(), in.smallNumber());
    in.closeExactly();
    return workerClass;
  }

  static void writeWorker(CborWriter out, WorkerKey worker) {
    out.array(2)
        .item(worker.workerClass(), ValueEncoding::writeWorkerClass)
        .number(worker.number())
        .end();
  }

  static WorkerKey readWorker(CborReader in) {
    in.open();
    WorkerKey worker = new WorkerKey(readWorkerClass(in), in.smallNumber());
    in.closeExactly();
    return worker;
  }

  static void writeOwner(CborWriter out, WindowOwner owner) {
    switch (owner) {
      case WindowOwner.TimeLine(IncarnationNumber incarnation) ->
          out.array(2).text("incarnation").number(incarnation.value()).end();
      case WindowOwner.Worker(WorkerKey worker) ->
          out.array(2).text("worker").item(worker, ValueEncoding::writeWorker).end();
    }
  }

  static WindowOwner readOwner(CborReader in) {
    in.open();
    String type = in.text();
    WindowOwner owner =
        switch (type) {
          case "incarnation" -> new WindowOwner.TimeLine(readIncarnation(in));
          case "worker" -> new WindowOwner.Worker(readWorker(in));
          default -> throw UnsupportedVersionException.ofWord("window owner", type);
        };
    in.closeExactly();
    return owner;
  }

  static void writePrecondition(CborWriter out, Precondition precondition) {
    switch (precondition) {
      case Precondition.None ignored -> out.array(1).text("none").end();
      case Precondition.Absent ignored -> out.array(1).text("absent").end();
      case Precondition.Present ignored -> out.array(1).text("present").end();
      case Precondition.AtGeneration(long generation) ->
          out.array(2).text("generation").number(generation).end();
    }
  }

  static Precondition readPrecondition(CborReader in) {
    in.open();
    String type = in.text();
    Precondition precondition =
        switch (type) {
          case "none" -> new Precondition.None();
          case "absent" -> new Precondition.Absent();
          case "present" -> new Precondition.Present();
          case "generation" -> new Precondition.AtGeneration(in.number());
          default -> throw UnsupportedVersionException.ofWord("precondition", type);
        };
    in.closeExactly();
    return precondition;
  }

  static void writeRule(CborWriter out, NamespaceRule rule) {
    // The usual form is left out: so a rule that an older version knows has the bytes it knows.
    boolean formed = !rule.form().equals(Form.standardOf(rule.kind()));
    out.array(formed ? 5 : 4).item(rule.kind(), Words.KIND::write);
    SequenceRule sequence = rule.sequence();
    if (sequence == null) {
      out.nothing();
    } else {
      writeSequence(out, sequence);
    }
    out.text(rule.description()).item(rule.labels(), ValueEncoding::writeLabels);
    if (formed) {
      writeForm(out, rule.form());
    }
    out.end();
  }

  static NamespaceRule readRule(CborReader in) {
    in.open();
    Kind kind = Words.KIND.read(in);
    SequenceRule sequence = readSequence(in);
    String description = in.text();
    SortedMap<String, String> labels = readLabels(in);
    Form form = in.hasMore() ? readForm(in) : Form.standardOf(kind);
    in.close();
    return new NamespaceRule(kind, sequence, description, labels, form);
  }

  private static void writeForm(CborWriter out, Form form) {
    switch (form) {
      case Form.Fixed _ -> out.array(1).text("fixed").end();
      case Form.Rendered(UuidRendering rendering) ->
          out.array(2).text("rendering").item(rendering, Words.RENDERING::write).end();
      case Form.Prefixed(String prefix) -> out.array(2).text("prefix").text(prefix).end();
      case Form.LaidOut(SnowflakeRule layout) ->
          out.array(7)
              .text("layout")
              .number(layout.epochMillis())
              .number(layout.timeUnitMillis())
              .number(layout.timeBits())
              .number(layout.workerBits())
              .number(layout.sequenceBits())
              .item(layout.order(), Words.ORDER::write)
              .end();
    }
  }

  private static Form readForm(CborReader in) {
    in.open();
    String type = in.text();
    Form form =
        switch (type) {
          case "fixed" -> new Form.Fixed();
          case "rendering" -> new Form.Rendered(Words.RENDERING.read(in));
          case "prefix" -> new Form.Prefixed(in.text());
          case "layout" ->
              new Form.LaidOut(
                  new SnowflakeRule(
                      in.number(),
                      in.smallNumber(),
                      in.smallNumber(),
                      in.smallNumber(),
                      in.smallNumber(),
                      Words.ORDER.read(in)));
          default -> throw UnsupportedVersionException.ofWord("form", type);
        };
    in.closeExactly();
    return form;
  }

  private static void writeSequence(CborWriter out, SequenceRule sequence) {
    boolean looks = hasLooks(sequence);
    out.array(looks ? 9 : 6)
        .item(sequence.mode(), Words.MODE::write)
        .number(sequence.start())
        .number(sequence.step())
        .number(sequence.max())
        .number(sequence.rangeSizeMin())
        .number(sequence.rangeSizeMax());
    if (looks) {
      writeLooks(out, sequence);
    }
    out.end();
  }

  /** Whether the rule has anything that the first version did not know. */
  private static boolean hasLooks(SequenceRule sequence) {
    return sequence.template() != null
        || sequence.reset() != Reset.NONE
        || !sequence.zone().equals(SequenceRule.ZONE_DEFAULT);
  }

  private static void writeLooks(CborWriter out, SequenceRule sequence) {
    String template = sequence.template();
    if (template == null) {
      out.nothing();
    } else {
      out.text(template);
    }
    out.item(sequence.reset(), Words.RESET::write).text(sequence.zone());
  }

  private static @Nullable SequenceRule readSequence(CborReader in) {
    return in.optional(
        sequence -> {
          sequence.open();
          SequenceRule rule =
              new SequenceRule(
                  Words.MODE.read(sequence),
                  sequence.number(),
                  sequence.number(),
                  sequence.number(),
                  sequence.number(),
                  sequence.number());
          if (sequence.hasMore()) {
            rule =
                rule.withTemplate(
                    sequence.optional(CborReader::text),
                    Words.RESET.read(sequence),
                    sequence.text());
          }
          sequence.close();
          return rule;
        });
  }

  /** Names and values in turn, sorted by name, in whatever order the map is. */
  private static void writeLabels(CborWriter out, SortedMap<String, String> labels) {
    SortedMap<String, String> sorted = new TreeMap<>(Collections.unmodifiableMap(labels));
    out.array(2 * sorted.size());
    sorted.forEach((name, value) -> out.text(name).text(value));
    out.end();
  }

  private static SortedMap<String, String> readLabels(CborReader in) {
    in.open();
    SortedMap<String, String> labels = new TreeMap<>();
    while (in.hasMore()) {
      labels.put(in.text(), in.text());
    }
    in.closeExactly();
    return labels;
  }

  static IncarnationNumber readIncarnation(CborReader in) {
    return new IncarnationNumber(in.number());
  }

  static void writeFault(CborWriter out, FieldFault fault) {
    out.array(2).text(fault.field()).text(fault.detail()).end();
  }

  static FieldFault readFault(CborReader in) {
    in.open();
    FieldFault fault = new FieldFault(in.text(), in.text());
    in.close();
    return fault;
  }
}

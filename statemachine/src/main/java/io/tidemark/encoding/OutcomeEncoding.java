package io.tidemark.encoding;

import io.tidemark.core.Outcome;

/** An outcome is an array of its type's word and its fields, in fixed order. */
final class OutcomeEncoding {

  private OutcomeEncoding() {}

  static void write(CborWriter out, Outcome outcome) {
    switch (outcome) {
      case Outcome.IncarnationRegistered o ->
          out.array(3).text("registered").number(o.number().value()).number(o.epoch());
      case Outcome.ClockReported ignored -> out.array(1).text("clock");
      case Outcome.RangeReserved o ->
          out.array(5 + ValueEncoding.periodItems(o.period()))
              .text("reserved")
              .number(o.namespaceNumber())
              .text(o.label().value())
              .item(o.range(), ValueEncoding::writeRange)
              .number(o.generation())
              .item(o.period(), ValueEncoding::writePeriod);
      case Outcome.WindowExtended o ->
          out.array(2).text("extended").item(o.window(), ValueEncoding::writeWindow);
      case Outcome.WorkerClaimed o ->
          out.array(3)
              .text("claimed")
              .item(o.worker(), ValueEncoding::writeWorker)
              .item(o.window(), ValueEncoding::writeWindow);
      case Outcome.WorkerReleased ignored -> out.array(1).text("released");
      case Outcome.NamespacePut o ->
          out.array(3)
              .text("put")
              .item(o.namespace(), RecordEncoding::writeNamespace)
              .flag(o.created());
      case Outcome.NamespaceDeleted o ->
          out.array(2).text("deleted").item(o.tombstone(), RecordEncoding::writeNamespace);
      case Outcome.RangeSealed ignored -> out.array(1).text("sealed");
      case Outcome.HighWaterMarkRaised o ->
          out.array(3).text("raised").number(o.from()).number(o.to());
      case Outcome.Rejected o ->
          out.array(4)
              .text("rejected")
              .item(o.reason(), Words.REASON::write)
              .text(o.detail())
              .list(o.faults(), ValueEncoding::writeFault);
    }
    out.end();
  }

  static Outcome read(CborReader in) {
    in.open();
    String type = in.text();
    Outcome outcome =
        switch (type) {
          case "registered" ->
              new Outcome.IncarnationRegistered(ValueEncoding.readIncarnation(in), in.number());
          case "clock" -> new Outcome.ClockReported();
          case "reserved" ->
              new Outcome.RangeReserved(
                  in.number(),
                  CommandEncoding.readLabel(in),
                  ValueEncoding.readRange(in),
                  in.number(),
                  ValueEncoding.readPeriod(in));
          case "extended" -> new Outcome.WindowExtended(ValueEncoding.readWindow(in));
          case "claimed" ->
              new Outcome.WorkerClaimed(ValueEncoding.readWorker(in), ValueEncoding.readWindow(in));
          case "released" -> new Outcome.WorkerReleased();
          case "put" -> new Outcome.NamespacePut(RecordEncoding.readNamespace(in), in.flag());
          case "deleted" -> new Outcome.NamespaceDeleted(RecordEncoding.readNamespace(in));
          case "sealed" -> new Outcome.RangeSealed();
          case "raised" -> new Outcome.HighWaterMarkRaised(in.number(), in.number());
          case "rejected" ->
              new Outcome.Rejected(
                  Words.REASON.read(in), in.text(), in.list(ValueEncoding::readFault));
          default -> throw UnsupportedVersionException.ofWord("outcome", type);
        };
    in.close();
    return outcome;
  }
}

package io.tidemark.encoding;

import io.tidemark.core.ClusterSecret;
import io.tidemark.core.Command;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.PeriodLabel;

/** A command is an array of its type's word and its fields, in fixed order. */
final class CommandEncoding {

  private CommandEncoding() {}

  static void write(CborWriter out, Command command) {
    switch (command) {
      case Command.RegisterIncarnation c -> {
        ClusterSecret offer = c.offer();
        boolean appended = offer != null || c.knownLevel() > 1;
        out.array(appended ? 4 : 2).text("register").text(c.processNonce());
        if (appended) {
          (offer == null ? out.nothing() : out.text(offer.hex())).number(c.knownLevel());
        }
      }
      case Command.ReportClock ignored -> out.array(1).text("clock");
      case Command.ReserveRange c ->
          out.array(6 + ValueEncoding.periodItems(c.period()))
              .text("reserve")
              .text(c.namespace().value())
              .number(c.generation())
              .text(c.label().value())
              .number(c.countMin())
              .number(c.countWanted())
              .item(c.period(), ValueEncoding::writePeriod);
      case Command.ExtendWindow c ->
          out.array(4)
              .text("extend")
              .item(c.owner(), ValueEncoding::writeOwner)
              .number(c.expectedEndMillis())
              .number(c.newEndMillis());
      case Command.ClaimWorker c ->
          out.array(3)
              .text("claim")
              .item(c.workerClass(), ValueEncoding::writeWorkerClass)
              .number(c.windowEndMillis());
      case Command.ReleaseWorker c ->
          out.array(3)
              .text("release")
              .item(c.worker(), ValueEncoding::writeWorker)
              .number(c.usedUntilMillis());
      case Command.PutNamespace c ->
          out.array(4)
              .text("put")
              .text(c.namespace().value())
              .item(c.rule(), ValueEncoding::writeRule)
              .item(c.precondition(), ValueEncoding::writePrecondition);
      case Command.DeleteNamespace c ->
          out.array(3)
              .text("delete")
              .text(c.namespace().value())
              .item(c.precondition(), ValueEncoding::writePrecondition);
      case Command.SealRange c ->
          out.array(5)
              .text("seal")
              .number(c.namespaceNumber())
              .text(c.label().value())
              .number(c.first())
              .number(c.usedEnd());
      case Command.RaiseHighWaterMark c ->
          out.array(4 + ValueEncoding.periodItems(c.period()))
              .text("raise")
              .text(c.namespace().value())
              .text(c.label().value())
              .number(c.to())
              .item(c.period(), ValueEncoding::writePeriod);
      case Command.Unrecognized c ->
          throw new IllegalArgumentException(
              "a command of the unknown type '%s' can't be written".formatted(c.type()));
    }
    out.end();
  }

  static Command read(CborReader in) {
    in.open();
    String type = in.text();
    Command command =
        switch (type) {
          case "register" ->
              new Command.RegisterIncarnation(
                  in.text(),
                  in.hasMore() ? in.optional(s -> new ClusterSecret(s.text())) : null,
                  in.hasMore() ? in.smallNumber() : 1);
          case "clock" -> new Command.ReportClock();
          case "reserve" ->
              new Command.ReserveRange(
                  readNamespace(in),
                  in.number(),
                  readLabel(in),
                  in.number(),
                  in.number(),
                  ValueEncoding.readPeriod(in));
          case "extend" ->
              new Command.ExtendWindow(ValueEncoding.readOwner(in), in.number(), in.number());
          case "claim" -> new Command.ClaimWorker(ValueEncoding.readWorkerClass(in), in.number());
          case "release" -> new Command.ReleaseWorker(ValueEncoding.readWorker(in), in.number());
          case "put" ->
              new Command.PutNamespace(
                  readNamespace(in),
                  ValueEncoding.readRule(in),
                  ValueEncoding.readPrecondition(in));
          case "delete" ->
              new Command.DeleteNamespace(readNamespace(in), ValueEncoding.readPrecondition(in));
          case "seal" ->
              new Command.SealRange(in.number(), readLabel(in), in.number(), in.number());
          case "raise" ->
              new Command.RaiseHighWaterMark(
                  readNamespace(in), readLabel(in), in.number(), ValueEncoding.readPeriod(in));
          default -> new Command.Unrecognized(type);
        };
    in.close();
    return command;
  }

  private static NamespaceName readNamespace(CborReader in) {
    return new NamespaceName(in.text());
  }

  static PeriodLabel readLabel(CborReader in) {
    return new PeriodLabel(in.text());
  }
}

package io.tidemark.node.issue;

import io.tidemark.core.Form;
import io.tidemark.core.Kind;
import io.tidemark.layout.InstanceField;
import io.tidemark.layout.KsuidLayout;
import io.tidemark.layout.KsuidText;
import io.tidemark.layout.ObjectIdLayout;
import io.tidemark.layout.ObjectIdText;
import io.tidemark.layout.TypeIdText;
import io.tidemark.layout.UlidLayout;
import io.tidemark.layout.UlidText;
import io.tidemark.layout.Uuid7Layout;
import io.tidemark.layout.UuidRendering;
import io.tidemark.layout.UuidText;
import io.tidemark.node.service.IdText;

/** Writes the IDs of one rule from stamps of the process's time line. */
@FunctionalInterface
interface StampPrinter {

  /**
   * Writes the ID with this stamp.
   *
   * @param tick Unix time, in the unit of the stamps
   * @param counter within the tick
   */
  void print(long tick, int counter, IdText text);

  /** The printer of a kind that is stamped on the time line. */
  static StampPrinter of(Kind kind, Form form, IssuingContext context) {
    InstanceField field = context.instanceField();
    int instance = field.encode(context.incarnation().value());
    int mark = field.mark();
    RandomBits random = context.quick();
    return switch (form) {
      case Form.Rendered(var rendering) when kind == Kind.UUID7 ->
          (millis, counter, text) ->
              addUuid(
                  rendering,
                  Uuid7Layout.most(millis, counter),
                  Uuid7Layout.least(counter, instance, random.next()),
                  text);
      case Form.Prefixed(String prefix) when kind == Kind.TYPEID ->
          (millis, counter, text) ->
              text.add(
                  TypeIdText.format(
                      prefix,
                      Uuid7Layout.most(millis, counter),
                      Uuid7Layout.least(counter, instance, random.next())));
      case Form.Fixed _ when kind == Kind.ULID ->
          (millis, counter, text) -> {
            int at = text.open(UlidText.LENGTH);
            UlidText.write(
                UlidLayout.most(millis, counter),
                UlidLayout.least(counter, instance, random.next()),
                text.array(),
                at);
            text.close(at + UlidText.LENGTH);
          };
      case Form.Fixed _ when kind == Kind.KSUID ->
          (millis, counter, text) ->
              text.add(
                  KsuidText.format(
                      KsuidLayout.seconds(millis),
                      KsuidLayout.most(millis, counter, instance, random.next()),
                      random.next()));
      case Form.Fixed _ when kind == Kind.OBJECTID ->
          (seconds, counter, text) ->
              text.add(
                  ObjectIdText.format(
                      ObjectIdLayout.most(seconds, instance, mark),
                      ObjectIdLayout.least(mark, counter)));
      case Form.Fixed _, Form.Rendered _, Form.Prefixed _, Form.LaidOut _ ->
          throw new IllegalArgumentException("%s is not stamped as %s".formatted(kind, form));
    };
  }

  /** Writes a UUID given by its halves; in its usual rendering without a string in between. */
  static void addUuid(UuidRendering rendering, long most, long least, IdText text) {
    if (rendering != UuidRendering.CANONICAL) {
      text.add(rendering.format(most, least));
      return;
    }
    int at = text.open(UuidText.LENGTH);
    UuidText.write(most, least, text.array(), at);
    text.close(at + UuidText.LENGTH);
  }
}

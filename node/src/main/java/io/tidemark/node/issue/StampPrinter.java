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

/** Writes the IDs of one rule from stamps of the process's time line. */
@FunctionalInterface
interface StampPrinter {

  /**
   * The text of the ID with this stamp.
   *
   * @param tick Unix time, in the unit of the stamps
   * @param counter within the tick
   */
  String print(long tick, int counter);

  /** The printer of a kind that is stamped on the time line. */
  static StampPrinter of(Kind kind, Form form, IssuingContext context) {
    InstanceField field = context.instanceField();
    int instance = field.encode(context.incarnation().value());
    int mark = field.mark();
    RandomBits random = context.quick();
    return switch (form) {
      case Form.Rendered(var rendering) when kind == Kind.UUID7 ->
          (millis, counter) ->
              rendering.format(
                  Uuid7Layout.most(millis, counter),
                  Uuid7Layout.least(counter, instance, random.next()));
      case Form.Prefixed(String prefix) when kind == Kind.TYPEID ->
          (millis, counter) ->
              TypeIdText.format(
                  prefix,
                  Uuid7Layout.most(millis, counter),
                  Uuid7Layout.least(counter, instance, random.next()));
      case Form.Fixed _ when kind == Kind.ULID ->
          (millis, counter) ->
              UlidText.format(
                  UlidLayout.most(millis, counter),
                  UlidLayout.least(counter, instance, random.next()));
      case Form.Fixed _ when kind == Kind.KSUID ->
          (millis, counter) ->
              KsuidText.format(
                  KsuidLayout.seconds(millis),
                  KsuidLayout.most(millis, counter, instance, random.next()),
                  random.next());
      case Form.Fixed _ when kind == Kind.OBJECTID ->
          (seconds, counter) ->
              ObjectIdText.format(
                  ObjectIdLayout.most(seconds, instance, mark),
                  ObjectIdLayout.least(mark, counter));
      case Form.Fixed _, Form.Rendered _, Form.Prefixed _, Form.LaidOut _ ->
          throw new IllegalArgumentException("%s is not stamped as %s".formatted(kind, form));
    };
  }
}

package io.tidemark.layout;

/**
 * What an ID says about itself. Decoding proves nothing: any string of the right form decodes, also
 * one that this cluster never issued.
 */
public sealed interface DecodedId {

  /**
   * A {@code uuid7}.
   *
   * @param millis Unix time in milliseconds
   * @param counter the counter within the millisecond
   * @param incarnation the incarnation that issued it, if it is of this cluster
   * @param random the random rest
   */
  record Uuid7Id(long millis, int counter, int incarnation, int random) implements DecodedId {

    /** Takes a UUID of version 7 apart; the field is that of the cluster that issued it. */
    public static Uuid7Id of(Bits128 uuid, InstanceField instanceField) {
      return new Uuid7Id(
          Uuid7Layout.millis(uuid),
          Uuid7Layout.counter(uuid),
          instanceField.decode(Uuid7Layout.instance(uuid)),
          Uuid7Layout.random(uuid));
    }
  }

  /**
   * A {@code uuid4}, which says nothing.
   *
   * @param bits its 128 bits
   */
  record Uuid4Id(Bits128 bits) implements DecodedId {}

  /**
   * A {@code ulid}.
   *
   * @param millis Unix time in milliseconds
   * @param counter the counter within the millisecond
   * @param incarnation the incarnation that issued it, if it is of this cluster
   * @param random the random rest
   */
  record UlidId(long millis, int counter, int incarnation, int random) implements DecodedId {

    /** Takes a ULID apart; the field is that of the cluster that issued it. */
    public static UlidId of(Bits128 ulid, InstanceField instanceField) {
      return new UlidId(
          UlidLayout.millis(ulid),
          UlidLayout.counter(ulid),
          instanceField.decode(UlidLayout.instance(ulid)),
          UlidLayout.random(ulid));
    }
  }

  /**
   * A {@code typeid}.
   *
   * @param prefix may be empty
   * @param uuid the UUID of version 7 in it
   */
  record TypeId(String prefix, Uuid7Id uuid) implements DecodedId {}

  /**
   * A {@code ksuid}.
   *
   * @param millis Unix time in milliseconds
   * @param counter the counter within the millisecond
   * @param incarnation the incarnation that issued it, if it is of this cluster
   */
  record KsuidId(long millis, int counter, int incarnation) implements DecodedId {

    /** Takes a KSUID apart; the field is that of the cluster that issued it. */
    public static KsuidId of(KsuidText.Parts ksuid, InstanceField instanceField) {
      return new KsuidId(
          KsuidLayout.millis(ksuid),
          KsuidLayout.counter(ksuid),
          instanceField.decode(KsuidLayout.instance(ksuid)));
    }
  }

  /**
   * An {@code objectid}.
   *
   * @param seconds Unix time in seconds
   * @param counter the counter within the second
   * @param incarnation the incarnation that issued it, if it is of this cluster
   */
  record ObjectId(long seconds, int counter, int incarnation) implements DecodedId {

    /** Takes an ObjectID apart; the field is that of the cluster that issued it. */
    public static ObjectId of(ObjectIdText.Parts id, InstanceField instanceField) {
      return new ObjectId(
          ObjectIdLayout.seconds(id),
          ObjectIdLayout.counter(id),
          instanceField.decode(ObjectIdLayout.instance(id)));
    }
  }

  /** A {@code nanoid}, which says nothing. */
  record NanoId() implements DecodedId {}

  /**
   * A {@code snowflake}.
   *
   * @param tick ticks since the layout's epoch
   * @param millis Unix time in milliseconds at which the tick begins
   * @param worker the worker number
   * @param sequence the sequence within the tick
   */
  record SnowflakeId(long tick, long millis, int worker, int sequence) implements DecodedId {

    /** Takes a snowflake apart by the layout of its namespace. */
    public static SnowflakeId of(long id, SnowflakeLayout layout) {
      long tick = layout.tick(id);
      return new SnowflakeId(tick, layout.millisAt(tick), layout.worker(id), layout.sequence(id));
    }
  }

  /**
   * A {@code snowflake53}.
   *
   * @param parts as those of a {@code snowflake}
   */
  record Snowflake53Id(SnowflakeId parts) implements DecodedId {}

  /**
   * A plain value of a {@code sequence}.
   *
   * @param value the value on its number line
   */
  record SequenceId(long value) implements DecodedId {}
}

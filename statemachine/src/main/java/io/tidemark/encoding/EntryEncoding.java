package io.tidemark.encoding;

import io.tidemark.core.Entry;
import io.tidemark.core.Envelope;
import io.tidemark.core.NodeName;
import io.tidemark.core.TenantId;

/**
 * The bytes of an entry of the log: {@code [version, [envelope, ...]]}. Everything that {@link
 * #encode} writes, {@link #decode} reads.
 */
public final class EntryEncoding {

  /** The format version that this node writes, and the highest that it reads. */
  public static final int VERSION = 1;

  /** The most envelopes of an entry. */
  public static final int ENVELOPES_MAX = 10_000;

  /** The most bytes of an entry. */
  public static final int ENTRY_BYTES_MAX = 4 << 20;

  private EntryEncoding() {}

  /**
   * The entry's bytes; the same for the same entry, always.
   *
   * @throws IllegalArgumentException if the entry has more than {@link #ENVELOPES_MAX} envelopes,
   *     more than {@link #ENTRY_BYTES_MAX} bytes, or a command that this version doesn't know
   */
  public static byte[] encode(Entry entry) {
    if (entry.envelopes().size() > ENVELOPES_MAX) {
      throw new IllegalArgumentException(
          "an entry of %d envelopes is over the limit of %d"
              .formatted(entry.envelopes().size(), ENVELOPES_MAX));
    }
    byte[] bytes =
        CborWriter.encode(
            out ->
                out.array(2)
                    .number(VERSION)
                    .list(entry.envelopes(), EntryEncoding::writeEnvelope)
                    .end());
    if (bytes.length > ENTRY_BYTES_MAX) {
      throw new IllegalArgumentException(
          "an entry of %d bytes is over the limit of %d".formatted(bytes.length, ENTRY_BYTES_MAX));
    }
    return bytes;
  }

  /**
   * The entry of the bytes. A command of an unknown type becomes {@link
   * io.tidemark.core.Command.Unrecognized}.
   *
   * @throws MalformedEncodingException if the bytes are not an entry
   * @throws UnsupportedVersionException if a later version wrote them
   */
  public static Entry decode(byte[] bytes) {
    if (bytes.length > ENTRY_BYTES_MAX) {
      throw new MalformedEncodingException(
          "an entry of %d bytes is over the limit of %d".formatted(bytes.length, ENTRY_BYTES_MAX));
    }
    return CborReader.decode("an entry", bytes, EntryEncoding::read);
  }

  private static Entry read(CborReader in) {
    in.open().version(VERSION);
    Entry entry = new Entry(in.list(EntryEncoding::readEnvelope));
    in.close();
    if (entry.envelopes().size() > ENVELOPES_MAX) {
      throw in.malformed("more than %d envelopes".formatted(ENVELOPES_MAX));
    }
    return entry;
  }

  private static void writeEnvelope(CborWriter out, Envelope envelope) {
    out.array(9)
        .text(envelope.proposer().value())
        .number(envelope.incarnation().value())
        .number(envelope.clockMillis())
        .number(envelope.nonce())
        .text(envelope.tenant().value())
        .text(envelope.principal())
        .text(envelope.requestId())
        .number(envelope.featureLevel())
        .item(envelope.command(), CommandEncoding::write)
        .end();
  }

  private static Envelope readEnvelope(CborReader in) {
    in.open();
    Envelope envelope =
        new Envelope(
            new NodeName(in.text()),
            ValueEncoding.readIncarnation(in),
            in.number(),
            in.number(),
            new TenantId(in.text()),
            in.text(),
            in.text(),
            in.smallNumber(),
            CommandEncoding.read(in));
    in.close();
    return envelope;
  }
}

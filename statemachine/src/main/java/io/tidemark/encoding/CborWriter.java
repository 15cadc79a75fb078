package io.tidemark.encoding;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Writes the deterministic part of CBOR (RFC 8949, section 4.2) that the encodings use: arrays of
 * definite length, integers in their shortest form, text, booleans and null. Used by one thread,
 * for one value.
 */
final class CborWriter {

  private static final CBORFactory FACTORY = new CBORFactory();

  private final ByteArrayOutputStream bytes;
  private final CBORGenerator generator;

  private CborWriter() {
    this.bytes = new ByteArrayOutputStream(256);
    try {
      this.generator = FACTORY.createGenerator(bytes);
    } catch (IOException e) {
      throw impossible(e);
    }
  }

  /** The bytes of what the function writes: one item. */
  static byte[] encode(Consumer<CborWriter> content) {
    CborWriter writer = new CborWriter();
    try (CBORGenerator open = writer.generator) {
      content.accept(writer);
      open.flush();
    } catch (IOException e) {
      throw impossible(e);
    }
    return writer.bytes.toByteArray();
  }

  /** Begins an array of exactly so many items; they follow. */
  CborWriter array(int items) {
    try {
      generator.writeStartArray(null, items);
    } catch (IOException e) {
      throw impossible(e);
    }
    return this;
  }

  /** Ends the array that was begun last; writes nothing. */
  CborWriter end() {
    try {
      generator.writeEndArray();
    } catch (IOException e) {
      throw impossible(e);
    }
    return this;
  }

  CborWriter number(long number) {
    try {
      generator.writeNumber(number);
    } catch (IOException e) {
      throw impossible(e);
    }
    return this;
  }

  /** Text; an unpaired surrogate, which UTF-8 can't carry, becomes a question mark. */
  CborWriter text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    try {
      // The generator's own writeString cuts long text in chunks, which is not deterministic CBOR.
      generator.writeUTF8String(utf8, 0, utf8.length);
    } catch (IOException e) {
      throw impossible(e);
    }
    return this;
  }

  CborWriter flag(boolean flag) {
    try {
      generator.writeBoolean(flag);
    } catch (IOException e) {
      throw impossible(e);
    }
    return this;
  }

  CborWriter nothing() {
    try {
      generator.writeNull();
    } catch (IOException e) {
      throw impossible(e);
    }
    return this;
  }

  <T> CborWriter item(T value, BiConsumer<CborWriter, ? super T> encoding) {
    encoding.accept(this, value);
    return this;
  }

  <T> CborWriter list(Collection<? extends T> items, BiConsumer<CborWriter, ? super T> encoding) {
    array(items.size());
    items.forEach(item -> encoding.accept(this, item));
    return end();
  }

  private static UncheckedIOException impossible(IOException e) {
    return new UncheckedIOException("writing to memory failed", e);
  }
}

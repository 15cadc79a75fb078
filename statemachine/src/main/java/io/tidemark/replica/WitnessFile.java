package io.tidemark.replica;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The witness on disk, replaced whole and forced. Written seldom: at the first entry applied after
 * a start, with each snapshot and configuration, and at a clean close. Safe for use by many
 * threads.
 */
final class WitnessFile {

  private final Path file;
  private @Nullable Witness current;

  private WitnessFile(Path file, @Nullable Witness current) {
    this.file = file;
    this.current = current;
  }

  /**
   * Reads the file, if it exists.
   *
   * @throws IOException if it can't be read, or is torn or flipped
   */
  static WitnessFile open(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new WitnessFile(file, null);
    }
    try {
      return new WitnessFile(file, Witness.decode(Files.readAllBytes(file)));
    } catch (IllegalArgumentException e) {
      throw new IOException("%s is %s".formatted(file, e.getMessage()), e);
    }
  }

  /** What was last written; null if nothing ever was. */
  synchronized @Nullable Witness witness() {
    return current;
  }

  synchronized void begin(Witness witness) throws IOException {
    write(witness);
  }

  /** Changes the witness, durably. It must have begun. */
  synchronized void update(UnaryOperator<Witness> change) throws IOException {
    Witness before = current;
    if (before == null) {
      throw new IllegalStateException("no witness in " + file);
    }
    Witness after = change.apply(before);
    if (!after.equals(before)) {
      write(after);
    }
  }

  private void write(Witness witness) throws IOException {
    DurableFiles.replace(file, witness.encode());
    current = witness;
  }
}

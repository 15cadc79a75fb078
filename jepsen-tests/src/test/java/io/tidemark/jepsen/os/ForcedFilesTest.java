package io.tidemark.jepsen.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a power cut leaves of files that {@code sync}, the command, has forced. */
final class ForcedFilesTest {
  @TempDir private Path scratch = Path.of("");
  private Path files = Path.of("");

  @BeforeEach
  void make() throws IOException {
    assumeTrue(
        Machine.hasCompiler() && System.getProperty("os.name").equals("Linux"),
        "there is no C compiler here");
    files = Files.createDirectory(scratch.resolve("files"));
    ForcedFiles.compile(library());
  }

  private Path library() {
    return scratch.resolve("forced.so");
  }

  private ForcedFiles forced() {
    return ForcedFiles.of(library(), scratch.resolve("records"));
  }

  private void force(Path... which) {
    for (Path file : which) {
      Shell.Result result =
          Shell.tryRun(
              List.of(
                  "env",
                  "LD_PRELOAD=" + library(),
                  "FORCED_DIR=" + scratch.resolve("records"),
                  "sync",
                  file.toString()));
      assertEquals(0, result.exitCode(), result.output());
    }
  }

  @Test
  void contentIsAsItWasWhenItWasLastForced() throws IOException {
    ForcedFiles forced = forced();
    Path file = Files.writeString(files.resolve("a"), "forced");
    force(file, files);
    Files.writeString(file, "later");
    forced.cutPower(files);
    assertEquals("forced", Files.readString(file));
  }

  @Test
  void aNameThatItsDirectoryWasNotForcedWithIsLost() throws IOException {
    ForcedFiles forced = forced();
    force(files);
    Path file = Files.writeString(files.resolve("a"), "forced");
    force(file);
    forced.cutPower(files);
    assertFalse(Files.exists(file));
  }

  @Test
  void aRenameThatWasNotForcedDidNotHappen() throws IOException {
    ForcedFiles forced = forced();
    Path below = Files.createDirectory(files.resolve("below"));
    Path old = Files.writeString(below.resolve("old"), "content");
    force(old, below, files);
    Files.move(old, below.resolve("new"));
    forced.cutPower(files);
    assertEquals("content", Files.readString(old));
    assertFalse(Files.exists(below.resolve("new")));
  }

  @Test
  void whatOnePowerCutHasLeftIsThereAfterTheNext() throws IOException {
    ForcedFiles forced = forced();
    Path file = Files.writeString(files.resolve("a"), "content");
    force(file, files);
    forced.cutPower(files);
    forced.cutPower(files);
    assertEquals("content", Files.readString(file));
  }
}

package io.tidemark.node.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {

  @TempDir Path directory;

  @Test
  void whatWasWrittenLastIsRead() throws IOException {
    DurableFile file = new DurableFile(directory.resolve("f"));
    assertEquals(Optional.empty(), file.read());
    file.write("one\n");
    file.write("zwölf\n");
    assertEquals(Optional.of("zwölf\n"), file.read());
    assertEquals("zwölf\ncrc32c ", Files.readString(file.path()).substring(0, 13));
  }

  @Test
  void anyChangedOrMissingByteIsNoticed() throws IOException {
    DurableFile file = new DurableFile(directory.resolve("f"));
    file.write("{\"a\": 1}\n");
    byte[] whole = Files.readAllBytes(file.path());
    for (int i = 0; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= 1;
      Files.write(file.path(), flipped);
      assertThrows(IOException.class, file::read, "flipped at " + i);
      Files.write(file.path(), Arrays.copyOf(whole, i));
      assertThrows(IOException.class, file::read, "cut at " + i);
    }
  }

  @Test
  void whatACrashLeftOfAWriteIsIgnored() throws IOException {
    DurableFile file = new DurableFile(directory.resolve("f"));
    file.write("old\n");
    Files.writeString(directory.resolve("f.tmp"), "ne");
    assertEquals(Optional.of("old\n"), file.read());
    file.write("new\n");
    assertEquals(Optional.of("new\n"), file.read());
  }
}

package io.tidemark.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompletionTest {
  private static final long BASH_SECONDS_MAX = 30;

  @TempDir private Path directory;

  /** What bash completes the last of the words to. */
  private List<String> completed(String... words) throws IOException, InterruptedException {
    Path script = directory.resolve("completion");
    Files.writeString(script, CommandRun.run("completion", "bash").out());
    String line =
        "source '%s'; COMP_WORDS=(%s); COMP_CWORD=%d; _complete_tidemark; printf '%%s\\n' \"${COMPREPLY[@]}\""
            .formatted(script, String.join(" ", words), words.length - 1);
    Process bash = new ProcessBuilder("bash", "-c", line).redirectErrorStream(true).start();
    assertTrue(bash.waitFor(BASH_SECONDS_MAX, TimeUnit.SECONDS));
    String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return out.lines().map(String::strip).toList();
  }

  @Test
  void bashCompletesCommandsAndOptions() throws Exception {
    assertEquals(List.of("cluster"), completed("tidemark", "clu"));
    assertEquals(List.of("liveness"), completed("tidemark", "check", "li"));
    assertTrue(completed("tidemark", "cluster", "status", "--w").contains("--watch"));
    assertFalse(completed("tidemark", "t").contains("train"), "what is hidden stays so");
  }

  @Test
  void zshGetsTheSameWithWhatItNeedsFirst() {
    CommandRun zsh = CommandRun.run("completion", "zsh");
    assertEquals(0, zsh.exit());
    assertTrue(zsh.out().startsWith("autoload -U +X compinit"), zsh.out());
    assertTrue(zsh.out().endsWith(CommandRun.run("completion", "bash").out()));
    assertEquals(2, CommandRun.run("completion", "fish").exit());
  }
}

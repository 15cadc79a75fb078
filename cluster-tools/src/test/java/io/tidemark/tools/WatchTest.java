package io.tidemark.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WatchTest {
  private final StringWriter out = new StringWriter();

  private String shown(boolean inPlace) throws InterruptedException {
    Watch watch = new Watch(new PrintWriter(out), inPlace);
    Iterator<String> frames = List.of("a\nb\n", "c").iterator();
    watch.run(
        () -> {
          String frame = frames.next();
          if (!frames.hasNext()) {
            watch.stop();
          }
          return frame;
        },
        Duration.ofMillis(1));
    return out.toString().replace("\u001b", "^");
  }

  @Test
  void framesFollowOneAnotherInAFile() throws InterruptedException {
    assertEquals("a\nb\nc\n", shown(false));
  }

  @Test
  void framesOverwriteOneAnotherOnATerminal() throws InterruptedException {
    assertEquals("^[2J^[Ha^[K\nb^[K\n^[J^[Hc^[K\n^[J", shown(true));
  }

  @Test
  void anIntervalOutOfBoundsIsRefused() {
    assertEquals(2, CommandRun.run("cluster", "status", "--watch", "--interval", "0").exit());
    assertEquals(2, CommandRun.run("cluster", "status", "--watch", "--interval", "3601").exit());
  }
}

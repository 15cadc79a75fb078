package io.tidemark.node;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class BuildTest {
  @Test
  void theBuildFilledInItsVersionAndCommit() {
    Build build = Build.current();

    assertTrue(build.version().matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?"), build.version());
    assertTrue(build.commit().matches("[0-9a-f]{7,40}|unknown"), build.commit());
  }
}

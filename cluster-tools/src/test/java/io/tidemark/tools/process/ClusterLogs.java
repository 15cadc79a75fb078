package io.tidemark.tools.process;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** After a failed test: prints the ends of the nodes' logs and keeps the whole under target. */
final class ClusterLogs implements AfterTestExecutionCallback {
  private static final int TAIL_LINES = 40;

  @Override
  public void afterTestExecution(ExtensionContext context) throws IOException {
    if (context.getExecutionException().isEmpty()) {
      return;
    }
    for (RealCluster cluster : RealCluster.open()) {
      Path target =
          Path.of(
              "target",
              "it-logs",
              context.getRequiredTestClass().getSimpleName()
                  + "."
                  + context.getRequiredTestMethod().getName(),
              cluster.directory().getFileName().toString());
      cluster.saveLogs(target);
      System.err.println(cluster.logTails(TAIL_LINES));
      System.err.println("whole logs: " + target.toAbsolutePath());
    }
  }
}

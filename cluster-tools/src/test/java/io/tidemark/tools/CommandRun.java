package io.tidemark.tools;

import io.tidemark.node.identity.StartRefusedException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/** A command that has been run, and what it left behind. */
record CommandRun(int exit, String out, String err) {

  /** Runs {@code tidemark ARGUMENTS} in this process; no server can be started so. */
  static CommandRun run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Member.Start start =
        config -> {
          throw new StartRefusedException(StartRefusedException.Kind.FAILED, "not in this test");
        };
    int exit =
        Tidemark.commandLine(start, Map.of(), arguments)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new CommandRun(exit, out.toString(), err.toString());
  }
}

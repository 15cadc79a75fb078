package io.tidemark.tools;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a shell needs to complete commands and options. */
@Command(
    name = "completion",
    description = "Print a script that makes a shell complete commands and options.",
    footer = {
      "",
      "Examples:",
      "  source <(tidemark completion bash)",
      "  tidemark completion zsh > ~/.tidemark.zsh && echo 'source ~/.tidemark.zsh' >> ~/.zshrc"
    })
final class CompletionCommand implements Callable<Integer> {
  /** What zsh needs first: the script is bash's, which it can emulate. */
  private static final String ZSH_FIRST =
      "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
  private Shell shell = Shell.BASH;

  enum Shell {
    BASH,
    ZSH;

    @Override
    public String toString() {
      return this == BASH ? "bash" : "zsh";
    }
  }

  @Override
  public Integer call() {
    String script = AutoComplete.bash("tidemark", spec.root().commandLine());
    Answers.print(spec, shell == Shell.ZSH ? ZSH_FIRST + script : script);
    return ExitCode.OK.code();
  }
}

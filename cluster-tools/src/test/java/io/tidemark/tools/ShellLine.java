package io.tidemark.tools;

import java.util.ArrayList;
import java.util.List;

/** A line of text as a shell parts it into words: enough of it for what documents show. */
final class ShellLine {
  private static final String ENDS_COMMAND = "|;&><)";

  private ShellLine() {}

  /** The words of the first command; a comment, a pipe or a redirection ends it. */
  static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean begun = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        begun = true;
      } else if (c == ' ') {
        if (begun) {
          words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
      } else if (!begun && c == '#') {
        return words;
      } else if (ENDS_COMMAND.indexOf(c) >= 0) {
        break;
      } else {
        word.append(c);
        begun = true;
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException("a quote is not closed: " + line);
    }
    if (begun) {
      words.add(word.toString());
    }
    return words;
  }
}

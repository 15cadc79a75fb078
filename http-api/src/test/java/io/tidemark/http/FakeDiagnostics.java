package io.tidemark.http;

import io.tidemark.http.resource.Diagnostics;
import java.util.Map;

/** A process that has little to tell. */
record FakeDiagnostics() implements Diagnostics {

  @Override
  public Map<String, String> configuration() {
    return Map.of("name", "n1");
  }

  @Override
  public String threads() {
    return "\"main\" waits\n";
  }

  @Override
  public String log() {
    return "it began\n";
  }
}

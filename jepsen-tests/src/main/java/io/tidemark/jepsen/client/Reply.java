package io.tidemark.jepsen.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.jepsen.history.Operation;
import org.jspecify.annotations.Nullable;

/**
 * What came of a call.
 *
 * @param conclusion whether it took effect: {@link Operation.Type#OK}, {@code FAIL} or {@code INFO}
 * @param status of HTTP; 0 if there was no answer
 * @param body of the answer
 * @param error why it is not {@code OK}
 */
public record Reply(Operation.Type conclusion, int status, JsonNode body, @Nullable String error) {

  /** Whether it was answered with a status of success. */
  public boolean isOk() {
    return conclusion == Operation.Type.OK;
  }
}

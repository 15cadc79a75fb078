package io.tidemark.tools;

import java.util.List;

/** What became of an {@link ApiCall}. */
sealed interface ApiResult {

  /** Why it is no success, in a line. */
  default String why() {
    return switch (this) {
      case Answered answered -> Failure.of(answered).lines().getFirst();
      case Unreachable unreachable -> String.join("; ", unreachable.reasons());
      case Unknown unknown -> unknown.reason();
    };
  }

  /** A node answered, whatever it said. */
  record Answered(Endpoint endpoint, int status, String text) implements ApiResult {
    boolean succeeded() {
      return status >= 200 && status < 300;
    }
  }

  /**
   * No node answered, and nothing that matters happened.
   *
   * @param reasons one for each endpoint that was tried
   */
  record Unreachable(List<String> reasons) implements ApiResult {
    public Unreachable {
      reasons = List.copyOf(reasons);
    }
  }

  /** The call went out, the answer did not come back, and making it again could do harm. */
  record Unknown(String reason) implements ApiResult {}
}

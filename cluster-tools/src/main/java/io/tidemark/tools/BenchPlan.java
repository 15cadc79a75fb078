package io.tidemark.tools;

import java.time.Duration;
import java.util.List;

/**
 * What a measurement does.
 *
 * @param endpoints connections are spread over them
 * @param body of each call
 * @param count of IDs that each call asks for
 * @param connections how many calls may be under way at once
 * @param rate calls a second in all; 0 for as many as are answered
 * @param warmUp what is not measured at first
 * @param duration how long is measured after that
 * @param idsMax how many IDs are checked for repetition; then the measurement ends
 */
record BenchPlan(
    List<Endpoint> endpoints,
    String body,
    int count,
    int connections,
    double rate,
    Duration warmUp,
    Duration duration,
    long idsMax) {

  BenchPlan {
    endpoints = List.copyOf(endpoints);
  }

  boolean isOpen() {
    return rate > 0;
  }
}

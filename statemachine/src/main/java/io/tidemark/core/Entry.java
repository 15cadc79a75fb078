package io.tidemark.core;

import java.util.List;

/** One entry of the replicated log: a batch of commands, applied in order. */
public record Entry(List<Envelope> envelopes) {

  public Entry {
    envelopes = List.copyOf(envelopes);
  }
}

package io.tidemark.simulation;

/** What a node does for its clients. */
enum Service {
  RANGE,
  MONOTONIC,
  STAMP,
  SNOWFLAKE
}

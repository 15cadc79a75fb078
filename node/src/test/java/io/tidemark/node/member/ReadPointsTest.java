package io.tidemark.node.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tidemark.core.LogPosition;
import io.tidemark.node.log.ReplicatedLog.ReadPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ReadPointsTest {

  private final List<CompletableFuture<ReadPoint>> rounds = new ArrayList<>();
  private final ReadPoints points =
      new ReadPoints(
          () -> {
            CompletableFuture<ReadPoint> round = new CompletableFuture<>();
            rounds.add(round);
            return round;
          });

  @Test
  void aCallNeverJoinsARoundThatBeganBeforeIt() {
    CompletableFuture<ReadPoint> first = points.read(5_000);
    CompletableFuture<ReadPoint> second = points.read(5_000);
    CompletableFuture<ReadPoint> third = points.read(5_000);
    assertEquals(1, rounds.size());

    rounds.get(0).complete(at(10));
    assertEquals(at(10), first.join());
    assertFalse(second.isDone());

    assertEquals(2, rounds.size());
    rounds.get(1).complete(at(20));
    assertEquals(at(20), second.join());
    assertEquals(at(20), third.join());
    assertEquals(2, rounds.size());
  }

  @Test
  void aCallAfterAllRoundsEndedBeginsAnother() {
    points.read(5_000);
    rounds.get(0).complete(at(10));
    CompletableFuture<ReadPoint> later = points.read(5_000);
    assertEquals(2, rounds.size());
    rounds.get(1).complete(at(11));
    assertEquals(at(11), later.join());
  }

  @Test
  void aCallThatTimesOutLeavesTheRoundToTheOthers() {
    CompletableFuture<ReadPoint> patient = points.read(60_000);
    CompletableFuture<ReadPoint> impatient = points.read(1);
    assertInstanceOf(ReadPoint.Unreachable.class, impatient.join());
    rounds.get(0).complete(at(10));
    assertEquals(at(10), patient.join());
  }

  private static ReadPoint at(long index) {
    return new ReadPoint.Reached(new LogPosition(1, index));
  }
}

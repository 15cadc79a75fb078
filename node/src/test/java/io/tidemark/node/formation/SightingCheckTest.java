package io.tidemark.node.formation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.NodeName;
import io.tidemark.node.exchange.Probe.Sighting;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SightingCheckTest {

  private static final Sighting OWN = new Sighting(4, "process-4", 100);

  @Test
  void aDiskThatKnowsAllThatOthersHaveSeenIsAccepted() {
    assertEquals(Optional.empty(), check(new Sighting(4, "process-4", 100)));
    assertEquals(Optional.empty(), check(new Sighting(3, "process-3", 99)));
    assertEquals(Optional.empty(), check(Sighting.NOTHING));
  }

  @Test
  void aNodeKilledBetweenItsRegistrationAndTheNoteOfItsNumberIsAccepted() {
    assertEquals(
        Optional.empty(),
        SightingCheck.refusal(
            new NodeName("n1"),
            new Sighting(4, "process-5", 100),
            sightings(new Sighting(5, "process-5", 100))));
  }

  @Test
  void aDiskThatHasForgottenAnIncarnationIsRefused() {
    assertTrue(check(new Sighting(5, "process-5", 0)).orElseThrow().contains("incarnation 5"));
  }

  @Test
  void aDiskThatHasForgottenAnEntryIsRefused() {
    assertTrue(check(new Sighting(0, "", 101)).orElseThrow().contains("log index 101"));
  }

  private static Optional<String> check(Sighting seen) {
    return SightingCheck.refusal(new NodeName("n1"), OWN, sightings(seen));
  }

  private static SortedMap<NodeName, Sighting> sightings(Sighting seen) {
    TreeMap<NodeName, Sighting> sightings = new TreeMap<>();
    sightings.put(new NodeName("n2"), Sighting.NOTHING);
    sightings.put(new NodeName("n3"), seen);
    return sightings;
  }
}

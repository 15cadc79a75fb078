package io.tidemark.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tidemark.core.LogPosition;
import io.tidemark.core.Membership;
import io.tidemark.core.NodeName;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeenConfigurationsTest {

  private static final Membership TWO =
      Membership.ofVoters(Set.of(new NodeName("n1"), new NodeName("n2")));
  private static final Membership ONE = Membership.ofVoters(Set.of(new NodeName("n1")));

  private final SeenConfigurations seen = new SeenConfigurations();

  @Test
  void a_configuration_is_in_force_when_the_log_reaches_it() {
    seen.see(at(1, 5), TWO);
    assertNull(seen.take(at(1, 4)));
    assertEquals(TWO, seen.take(at(1, 5)));
    assertNull(seen.take(at(1, 5)));
  }

  @Test
  void one_that_an_installation_brings_does_not_displace_the_one_being_applied() {
    seen.see(at(1, 5), ONE);
    seen.see(at(1, 9), TWO);
    assertEquals(ONE, seen.take(at(1, 5)));
    assertEquals(TWO, seen.take(at(1, 9)));
  }

  @Test
  void one_that_another_leader_overwrote_is_never_in_force() {
    seen.see(at(1, 9), TWO);
    assertNull(seen.take(at(2, 9)));
  }

  @Test
  void what_the_log_has_passed_is_forgotten() {
    seen.see(at(1, 3), ONE);
    assertNull(seen.take(at(1, 7)));
    assertNull(seen.take(at(1, 3)));
  }

  private static LogPosition at(long term, long index) {
    return new LogPosition(term, index);
  }
}

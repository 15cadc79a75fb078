package io.tidemark.node.formation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.NodeName;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Forming against a network that loses and delays answers and nodes that are killed between any two
 * writes, from seeds. A failure prints the seed, which replays it.
 */
class FormationModelTest {

  private static final int SEEDS = Integer.getInteger("tidemark.formation.seeds", 4_000);
  private static final int STEPS = 400;

  @Test
  void killsAndLostAnswersNeverMakeTwoClustersAndEndInExactlyOne() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      ModelNetwork network = new ModelNetwork(new SplittableRandom(seed), 1 + (int) (seed % 5));
      for (int step = 0; step < STEPS; step++) {
        network.somethingHappens();
        assertTrue(network.recordedIds().size() <= 1, "seed " + seed);
      }
      network.settle();
      assertEquals(Set.of(), network.unformed(), "seed " + seed);
      assertEquals(network.recordedIds(), network.clusterIds(), "seed " + seed);
    }
  }

  @Test
  void aWipedNodeThatHasRunRaftIsNoMemberAgainWhileADiskOfItsClusterIsLeft() {
    int ran = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      ModelNetwork network = new ModelNetwork(new SplittableRandom(seed), 2 + (int) (seed % 3));
      network.allowWipes();
      for (int step = 0; step < STEPS; step++) {
        network.somethingHappens();
        network.requireNoRaftForgotten("seed " + seed);
      }
      ran += network.hasRunRaft() ? 1 : 0;
    }
    // A test in which nothing forms would prove nothing.
    assertTrue(ran > SEEDS / 4, "only %d of %d runs came to run Raft".formatted(ran, SEEDS));
  }

  @Test
  void twoWipedNodesOfThreeWaitForTheThirdAndThenAreRefused() {
    for (int kept = 0; kept < 3; kept++) {
      ModelNetwork network = new ModelNetwork(new SplittableRandom(kept), 3);
      network.settle();
      assertEquals(1, network.clusterIds().size());
      Set<String> before = new HashSet<>(network.clusterIds());
      network.stop(kept);
      for (int node = 0; node < 3; node++) {
        if (node != kept) {
          network.wipe(node);
        }
      }
      for (int step = 0; step < STEPS; step++) {
        network.round();
      }
      for (int node = 0; node < 3; node++) {
        if (node != kept) {
          String reason = network.waitingFor(node);
          assertTrue(reason.contains(network.name(kept) + " "), reason);
          assertTrue(reason.contains("does not answer"), reason);
          assertTrue(reason.contains("lost its directory"), reason);
        }
      }
      network.start(kept);
      network.settle();
      assertEquals(before, network.clusterIds());
      for (int node = 0; node < 3; node++) {
        if (node != kept) {
          assertTrue(network.refusal(node).contains("re-add"), network.refusal(node));
        }
      }
    }
  }

  @Test
  void aDrawerThatForgotWhatItBeganIsRefused() {
    ModelNetwork network = new ModelNetwork(new SplittableRandom(7), 3);
    for (int node = 0; node < 3; node++) {
      network.start(node);
    }
    network.roundOf(0);
    network.roundOf(1);
    assertInstanceOf(Stage.Prepared.class, network.stage(1));
    network.wipe(0);
    network.settle();
    assertTrue(network.refusal(0).contains("which only n1 can have begun"), network.refusal(0));
    assertEquals(
        Set.of(new NodeName("n1"), new NodeName("n2"), new NodeName("n3")), network.unformed());
  }

  @Test
  void nodesThatAreRestoredAlikeBeginTheirClusterWhateverIsKilledOrLost() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      int size = 1 + (int) (seed % 5);
      ModelNetwork network = new ModelNetwork(new SplittableRandom(seed), size);
      for (int node = 0; node < size; node++) {
        network.restore(node, "restored");
      }
      for (int step = 0; step < STEPS; step++) {
        network.somethingHappens();
      }
      network.settle();
      assertEquals(Set.of(), network.unformed(), "seed " + seed);
      assertEquals(Set.of("restored"), network.clusterIds(), "seed " + seed);
    }
  }

  @Test
  void aRestoredNodeAmongEmptyOnesBeginsNoClusterAndIsNoPartOfOne() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      int size = 2 + (int) (seed % 4);
      int restored = 1 + (int) (seed / 5 % (size - 1));
      ModelNetwork network = new ModelNetwork(new SplittableRandom(seed), size);
      for (int i = 0; i < restored; i++) {
        network.restore((int) (seed + i) % size, "restored");
      }
      for (int step = 0; step < STEPS; step++) {
        network.somethingHappens();
      }
      network.settle();
      assertEquals(Set.of(), network.clusterIds(), "seed " + seed);
    }
  }

  @Test
  void nodesThatWereRestoredDifferentlyRefuseEachOther() {
    ModelNetwork network = new ModelNetwork(new SplittableRandom(1), 3);
    network.restore(0, "one");
    network.restore(1, "one");
    network.restore(2, "another");
    network.settle();
    assertEquals(Set.of(), network.clusterIds());
    assertTrue(network.refusal(0).contains("node n3 is of cluster another"), network.refusal(0));
    assertTrue(network.refusal(2).contains("node n1 is of cluster one"), network.refusal(2));
  }

  @Test
  void aNodeThatIsRestoredAgainAfterItsClusterRanIsRefused() {
    for (int again = 0; again < 3; again++) {
      ModelNetwork network = new ModelNetwork(new SplittableRandom(1), 3);
      for (int node = 0; node < 3; node++) {
        network.restore(node, "restored");
      }
      network.settle();
      assertEquals(Set.of(), network.unformed());
      network.restore(again, "restored");
      network.settle();
      assertEquals(Set.of(new NodeName(network.name(again))), network.unformed());
      assertTrue(network.refusal(again).contains("has run with this node already"));
    }
  }

  @Test
  void aRestoredNodeWaitsForASilentOneThatMayHaveSeenItRun() {
    FormationRules rules = ModelNetwork.rules("n2", "n1", "n2", "n3");
    SortedMap<NodeName, Sight> sights =
        ModelNetwork.sights("n1", new Sight.At(new Stage.Formed("restored"), false));
    sights.put(new NodeName("n3"), new Sight.Silent("refused"));
    Step step = rules.next(new Stage.Restored("restored"), sights);
    assertTrue(step instanceof Step.Wait(String reason) && reason.contains("n3"), step.toString());
    sights.put(new NodeName("n3"), new Sight.At(new Stage.Formed("restored"), true));
    assertInstanceOf(Step.Refuse.class, rules.next(new Stage.Restored("restored"), sights));
    sights.put(new NodeName("n3"), new Sight.At(new Stage.Formed("restored"), false));
    assertInstanceOf(Step.Form.class, rules.next(new Stage.Restored("restored"), sights));
  }

  @Test
  void peersThatWereToldOtherListsWaitAndSaySo() {
    FormationRules rules = ModelNetwork.rules("n1", "n1", "n2");
    Step step =
        rules.next(
            new Stage.Empty(),
            ModelNetwork.sights("n2", new Sight.Stranger("was told of peers {n2, n3}")));
    assertTrue(step instanceof Step.Wait(String reason) && reason.contains("was told of"));
  }
}

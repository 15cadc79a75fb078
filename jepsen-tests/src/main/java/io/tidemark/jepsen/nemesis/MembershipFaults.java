package io.tidemark.jepsen.nemesis;

import io.tidemark.jepsen.db.Db;
import io.tidemark.jepsen.db.Node;
import io.tidemark.jepsen.db.Tidemark;
import io.tidemark.jepsen.nemesis.Fault.Need;
import io.tidemark.jepsen.nemesis.Fault.Wound;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Members that come and go. */
final class MembershipFaults {

  private MembershipFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault("member-add-remove", Need.SPARE, (db, random) -> addAndRemove(db, random, false)),
        new Fault(
            "member-add-kill-leader", Need.SPARE, (db, random) -> addAndRemove(db, random, true)));
  }

  /** A node joins under load, perhaps while the leader dies, and leaves again. */
  private static Wound addAndRemove(Db db, SplittableRandom random, boolean leaderDies) {
    Node spare = db.spares().getFirst();
    Node leader = Victims.leader(db, random);
    Tidemark add =
        Tidemark.start(db, "member", "add", spare.name(), spare.raftAddress(), "--wait", "100s");
    db.startJoining(spare);
    if (leaderDies) {
      Db.pause(Duration.ofMillis(random.nextLong(4_000)));
      leader.kill();
      db.start(leader);
    }
    add.requireSuccess();
    return Wound.of(
        leaderDies ? List.of(spare, leader) : List.of(spare),
        Duration.ofSeconds(2),
        () -> {
          Tidemark.start(db, "member", "remove", spare.name(), "--yes", "--wait", "60s")
              .requireSuccess();
          spare.kill();
          spare.wipe();
        });
  }
}

package io.tidemark.simulation;

import io.tidemark.core.LineKey;
import java.util.ArrayList;
import java.util.List;

/** What goes wrong, at random moments, until it is healed. */
final class Faults {

  private static final long HOUR_MILLIS = 3_600_000;

  private final World world;
  private final Chance chance;
  private boolean over;

  Faults(World world) {
    this.world = world;
    this.chance = world.chance;
  }

  void begin() {
    world.scheduler.after(
        chance.between(200L, (long) world.scenario.faultGapMillisMax()), this::strike);
  }

  /** Ends every fault: all nodes up, connected, in time. */
  void heal() {
    over = true;
    world.network.becomeReliable();
    for (Member member : world.members) {
      member.clock().synchronise();
      member.becomeSlow(false);
      member.heal();
    }
  }

  private void strike() {
    if (over) {
      return;
    }
    Member member = chance.oneOf(world.members);
    switch (chance.between(0, 15)) {
      case 0, 1 -> crash(member);
      case 2 -> powerCut();
      case 3 -> drain(member);
      case 4, 5 -> pause(member);
      case 6 -> sleep(member);
      case 7, 8 -> partition();
      case 9 -> jumpAhead(member);
      case 10 -> stepBack(member);
      case 11 -> drift(member);
      case 12 -> world.raft.changeLeader();
      case 13 -> member.startTwin();
      case 14 -> loseMarkRow(member);
      default -> becomeSlow(member);
    }
    begin();
  }

  private void crash(Member member) {
    if (member.isUp()) {
      world.coverage.saw(Happening.CRASH);
      member.crashAndRestart();
    }
  }

  private void powerCut() {
    world.coverage.saw(Happening.POWER_CUT);
    world.trace.note("power cut");
    world.members.forEach(Member::crashAndRestart);
  }

  private void drain(Member member) {
    for (IssuingProcess process : member.processes()) {
      if (process.serves()) {
        world.coverage.saw(Happening.DRAIN);
        world.trace.note("%s drains", process);
        process.drain();
        return;
      }
    }
  }

  private void pause(Member member) {
    world.coverage.saw(Happening.PAUSE);
    member.pause(chance.between(50L, chance.percent(70) ? 3_000L : 40_000L));
  }

  private void sleep(Member member) {
    world.coverage.saw(Happening.VIRTUAL_MACHINE_SLEPT);
    world.trace.note("%s sleeps", member.name());
    member.sleep(chance.between(500L, 40_000L));
  }

  private void partition() {
    world.coverage.saw(Happening.PARTITION);
    List<String> away = new ArrayList<>();
    for (Member member : world.members) {
      int side = chance.between(0, 1);
      world.network.partition(member, side);
      if (side == 1) {
        away.add(member.name().value());
      }
    }
    world.trace.note("partition: %s apart", away);
    world.scheduler.after(chance.between(300L, 12_000L), world.network::join);
  }

  private void jumpAhead(Member member) {
    world.coverage.saw(Happening.CLOCK_JUMPED_AHEAD);
    jump(member, chance.percent(60) ? chance.between(1L, 20_000L) : 2 * HOUR_MILLIS);
  }

  private void stepBack(Member member) {
    world.coverage.saw(Happening.CLOCK_STEPPED_BACK);
    jump(member, -(chance.percent(60) ? chance.between(1L, 20_000L) : HOUR_MILLIS));
  }

  /** A clock is wild for some time, then synchronised again. */
  private void jump(Member member, long millis) {
    world.trace.note("%s's clock jumps by %d ms", member.name(), millis);
    member.clock().jump(millis);
    world.scheduler.after(
        chance.between(500L, 30_000L),
        () -> {
          world.trace.note("%s's clock is synchronised", member.name());
          member.clock().synchronise();
        });
  }

  private void drift(Member member) {
    world.coverage.saw(Happening.CLOCK_DRIFTED);
    member.clock().drift(chance.between(-200_000L, 200_000L));
  }

  private void loseMarkRow(Member member) {
    Replica replica = member.replica();
    List<LineKey> lines = replica == null ? List.of() : replica.store().linesThatShowALoss();
    if (replica != null && !lines.isEmpty()) {
      LineKey lost = chance.oneOf(lines);
      world.coverage.saw(Happening.MARK_ROW_LOST);
      world.trace.note("%s loses the row of %s", member.name(), lost);
      replica.lose(lost);
    }
  }

  private void becomeSlow(Member member) {
    world.coverage.saw(Happening.SLOW_REPLICA);
    member.becomeSlow(true);
    world.scheduler.after(chance.between(500L, 10_000L), () -> member.becomeSlow(false));
  }
}

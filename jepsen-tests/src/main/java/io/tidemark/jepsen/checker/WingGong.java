package io.tidemark.jepsen.checker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether calls on one register have an order that explains every answer and agrees with real time:
 * the search of Wing and Gong (1993) with Lowe's memory of configurations ("Testing for
 * linearizability", 2017, section 3).
 */
final class WingGong {

  /** A call from when it was asked to when it was answered. */
  record Interval(VersionedRegister.Call call, long invoked, long returned) {

    /** The return of a call whose outcome nobody learnt: it may take effect at any later time. */
    static final long NEVER = Long.MAX_VALUE;
  }

  enum Result {
    LINEARIZABLE,
    NOT_LINEARIZABLE,
    /** The search was given up. */
    UNKNOWN
  }

  /** What has been ordered so far, and what the register is then. */
  private record Configuration(BitSet ordered, VersionedRegister register) {}

  /** Where the search stood before it ordered a call. */
  private record Choice(int call, VersionedRegister before) {}

  private final List<Interval> calls;
  private final long stepsMax;

  private WingGong(List<Interval> calls, long stepsMax) {
    this.calls = calls;
    this.stepsMax = stepsMax;
  }

  /**
   * Searches.
   *
   * @param calls in the order in which they were asked
   * @param stepsMax after so many steps it gives up
   */
  static Result check(List<Interval> calls, long stepsMax) {
    return new WingGong(new ArrayList<>(calls), stepsMax).search();
  }

  private Result search() {
    Deque<Choice> path = new ArrayDeque<>();
    Set<Configuration> seen = new HashSet<>();
    BitSet ordered = new BitSet(calls.size());
    VersionedRegister register = VersionedRegister.NOTHING;
    int from = 0;
    for (long step = 0; step < stepsMax; step++) {
      if (allAnsweredAreIn(ordered)) {
        return Result.LINEARIZABLE;
      }
      Candidate next = candidate(ordered, register, from, seen);
      if (next != null) {
        path.push(new Choice(next.call, register));
        ordered.set(next.call);
        register = next.after;
        from = 0;
      } else if (path.isEmpty()) {
        return Result.NOT_LINEARIZABLE;
      } else {
        Choice undone = path.pop();
        ordered.clear(undone.call());
        register = undone.before();
        from = undone.call() + 1;
      }
    }
    return Result.UNKNOWN;
  }

  private record Candidate(int call, VersionedRegister after) {}

  /** The next call that may come first of those left, and leads to where the search was not yet. */
  private @Nullable Candidate candidate(
      BitSet ordered, VersionedRegister register, int from, Set<Configuration> seen) {
    long earliestReturn = earliestReturn(ordered);
    for (int i = ordered.nextClearBit(from); i < calls.size(); i = ordered.nextClearBit(i + 1)) {
      Interval interval = calls.get(i);
      if (interval.invoked() > earliestReturn) {
        return null; // As are all after it.
      }
      VersionedRegister after = register.after(interval.call());
      if (after != null) {
        BitSet then = (BitSet) ordered.clone();
        then.set(i);
        if (seen.add(new Configuration(then, after))) {
          return new Candidate(i, after);
        }
      }
    }
    return null;
  }

  private long earliestReturn(BitSet ordered) {
    long earliest = Interval.NEVER;
    for (int i = ordered.nextClearBit(0); i < calls.size(); i = ordered.nextClearBit(i + 1)) {
      if (calls.get(i).invoked() > earliest) {
        break; // Returns are later still.
      }
      earliest = Math.min(earliest, calls.get(i).returned());
    }
    return earliest;
  }

  /** What was never answered needs no place. */
  private boolean allAnsweredAreIn(BitSet ordered) {
    return earliestReturn(ordered) == Interval.NEVER;
  }
}

package io.tidemark.jepsen.checker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.jepsen.checker.Verdict.Validity;
import org.junit.jupiter.api.Test;

/** Every checker passes what is right, and can fail. */
final class CheckersTest {

  private static HistoryBuilder history() {
    return new HistoryBuilder();
  }

  private static void expect(Validity expected, Checker checker, HistoryBuilder history) {
    Verdict verdict = history.judgedBy(checker);
    assertEquals(expected, verdict.validity(), verdict::toString);
  }

  // ---- unique ----

  @Test
  void anIdThatIsReceivedTwiceIsFound() {
    expect(
        Validity.VALID,
        new Unique(),
        history().issue(0, "n1", "a", "1", "2").issue(1, "n2", "b", "1").issue(0, "n1", "a", "3"));
    expect(
        Validity.INVALID,
        new Unique(),
        history().issue(0, "n1", "a", "1", "2").issue(1, "n2", "a", "2"));
    expect(Validity.INVALID, new Unique(), history().issue(0, "n1", "a", "1", "1"));
  }

  @Test
  void whereNothingWasIssuedNothingIsProven() {
    expect(Validity.UNKNOWN, new Unique(), history());
    expect(Validity.UNKNOWN, Rising.monotonic("m-"), history().issue(0, "n1", "other", "1"));
    expect(Validity.UNKNOWN, new Accounting(), history());
    expect(Validity.UNKNOWN, new Origins(), history());
    expect(Validity.UNKNOWN, new SameState(), history());
    expect(Validity.UNKNOWN, new Linearizable(), history());
    expect(Validity.UNKNOWN, new Availability(), history());
    expect(Validity.UNKNOWN, new Bounded(), history());
    expect(Validity.UNKNOWN, new Stamps(), history());
  }

  // ---- monotonic ----

  @Test
  void aSmallerIdThatWasAskedForLaterIsFound() {
    expect(
        Validity.VALID,
        Rising.monotonic("m-"),
        history().issue(0, "n1", "m-a", "1", "2").issue(1, "n2", "m-a", "3"));
    expect(
        Validity.INVALID,
        Rising.monotonic("m-"),
        history().issue(0, "n1", "m-a", "5").issue(1, "n2", "m-a", "4"));
    expect(Validity.INVALID, Rising.monotonic("m-"), history().issue(0, "n1", "m-a", "2", "1"));
  }

  @Test
  void idsThatWereAskedForAtTheSameTimeMayComeInAnyOrder() {
    expect(
        Validity.VALID,
        Rising.monotonic("m-"),
        history()
            .invoke(0, "n1", "generate", "{'line':'m-a'}")
            .invoke(1, "n2", "generate", "{'line':'m-a'}")
            .ok(0, "n1", "generate", HistoryBuilder.ids("m-a", "2"))
            .ok(1, "n2", "generate", HistoryBuilder.ids("m-a", "1")));
  }

  @Test
  void aMarkMayStandStillButNotFall() {
    HistoryBuilder still = history();
    for (String mark : new String[] {"10", "10", "20"}) {
      still
          .invoke(0, "n1", "mark", "{'line':'a'}")
          .ok(0, "n1", "mark", HistoryBuilder.ids("a", mark));
    }
    expect(Validity.VALID, Rising.marks(), still);
    still
        .invoke(1, "n2", "mark", "{'line':'a'}")
        .ok(1, "n2", "mark", HistoryBuilder.ids("a", "19"));
    expect(Validity.INVALID, Rising.marks(), still);
  }

  // ---- accounting ----

  private static String registry(String node, long applied, long mark, String ranges) {
    return """
    {'node':'%s','applied':%d,'epoch':1,'hash':'h%d','members':1,
     'incarnations':{'1':{'node':'n1','process':'p1'},'2':{'node':'n2','process':'p2'}},
     'lines':{'range-a':{'start':1,'step':1,'mark':%d,'reserved_total':%d,'ranges':[%s]}}}\
    """
        .formatted(node, applied, applied, mark, mark - 1, ranges);
  }

  private static HistoryBuilder issuedAndTold(String issuer, String id, String told) {
    return history()
        .issue(0, issuer, "range-a", id)
        .invoke(9, "n1", "registry", "{'node':'n1'}")
        .ok(9, "n1", "registry", told);
  }

  @Test
  void whatWasIssuedAfterTheLastCopyOfTheRegistryIsNotJudged() {
    String told = registry("n1", 7, 11, "[1,11,1,-1]");
    expect(
        Validity.UNKNOWN,
        new Accounting(),
        issuedAndTold("n1", "4", told).issue(0, "n1", "range-a", "12"));
  }

  @Test
  void aValueLiesInARangeOfItsIssuer() {
    String told = registry("n1", 7, 21, "[1,11,1,-1],[11,21,2,-1]");
    expect(Validity.VALID, new Accounting(), issuedAndTold("n2", "15", told));
    expect(Validity.INVALID, new Accounting(), issuedAndTold("n1", "15", told));
    expect(Validity.INVALID, new Accounting(), issuedAndTold("n1", "21", told));
  }

  @Test
  void aValueBehindTheEndOfASealedRangeIsFound() {
    String told = registry("n1", 7, 11, "[1,11,1,5]");
    expect(Validity.VALID, new Accounting(), issuedAndTold("n1", "4", told));
    expect(Validity.INVALID, new Accounting(), issuedAndTold("n1", "5", told));
  }

  @Test
  void rangesCoverTheLineUpToItsMark() {
    expect(
        Validity.INVALID,
        new Accounting(),
        issuedAndTold("n1", "4", registry("n1", 7, 21, "[1,11,1,-1],[10,21,2,-1]")));
    expect(
        Validity.INVALID,
        new Accounting(),
        issuedAndTold("n1", "4", registry("n1", 7, 11, "[1,12,1,-1]")));
    // What the registry had forgotten before it was read is not known to be right.
    expect(
        Validity.UNKNOWN,
        new Accounting(),
        issuedAndTold("n2", "12", registry("n1", 7, 21, "[11,21,2,-1]")));
  }

  @Test
  void aMarkThatFallsIsFound() {
    expect(
        Validity.INVALID,
        new Accounting(),
        history()
            .ok(9, "n1", "registry", registry("n1", 7, 21, "[1,11,1,-1],[11,21,2,-1]"))
            .ok(9, "n2", "registry", registry("n2", 8, 11, "[1,11,1,-1]")));
  }

  @Test
  void aNumberOfTwoProcessesIsFound() {
    String told = registry("n1", 7, 11, "[1,11,1,-1]");
    expect(
        Validity.INVALID,
        new Accounting(),
        history()
            .ok(9, "n1", "registry", told)
            .ok(
                9,
                "n1",
                "registry",
                told.replace("'p2'", "'p3'").replace("'applied':7", "'applied':8")));
  }

  // ---- same-state ----

  @Test
  void statesThatDifferAtOneIndexAreFound() {
    String one = "{'node':'n1','applied':7,'epoch':1,'hash':'a','members':2}";
    String other = one.replace("n1", "n2");
    expect(
        Validity.VALID,
        new SameState(),
        history().ok(9, "n1", "registry", one).ok(9, "n2", "registry", other));
    expect(
        Validity.INVALID,
        new SameState(),
        history()
            .ok(9, "n1", "registry", one)
            .ok(9, "n2", "registry", other.replace("'a'", "'b'")));
    expect(Validity.UNKNOWN, new SameState(), history().ok(9, "n1", "registry", one));
  }

  // ---- availability ----

  private static HistoryBuilder hurtingN1() {
    return history()
        .issue(0, "n1", "uuid7", "x")
        .nemesis("fault", "{'name':'kill-leader','nodes':['n1','n2','n3']}")
        .nemesis("wounded", "{'name':'kill-leader','nodes':['n1']}");
  }

  private static HistoryBuilder refused(HistoryBuilder history, String node, String line) {
    String asked = "{'line':'%s'}".formatted(line);
    return history.invoke(5, node, "generate", asked).fail(5, node, "generate", asked);
  }

  @Test
  void onlyAFaultExcusesARefusal() {
    expect(Validity.VALID, new Availability(), refused(hurtingN1(), "n1", "uuid7"));
    expect(Validity.INVALID, new Availability(), refused(hurtingN1(), "n2", "uuid7"));
    HistoryBuilder recovered =
        hurtingN1().nemesis("recovered", "{'name':'kill-leader','nodes':['n1'],'millis':5}");
    expect(Validity.INVALID, new Availability(), refused(recovered, "n1", "uuid7"));
  }

  @Test
  void whatNeedsAMajorityMayFailUntilALeaderIsElected() {
    expect(Validity.VALID, new Availability(), refused(hurtingN1(), "n2", "m-a"));
    HistoryBuilder recovered =
        hurtingN1().nemesis("recovered", "{'name':'kill-leader','nodes':['n1'],'millis':5}");
    expect(Validity.INVALID, new Availability(), refused(recovered.passes(6), "n2", "m-a"));
  }

  @Test
  void aBurstOfASequenceDuringAFaultIsNotExpectedToBeCovered() {
    expect(Validity.INVALID, new Availability(), burst(issued(1), 20));
    expect(Validity.VALID, new Availability(), burst(issued(1), 21));
    expect(Validity.INVALID, new Availability(), burst(issued(1_000), 1_000));
    expect(Validity.VALID, new Availability(), burst(issued(1_000).passes(11), 1_000));
    expect(Validity.INVALID, new Availability(), refused(issued(1), "n2", "u-a"));
  }

  @Test
  void ofASequenceThatANodeHasIssuedNothingOfItIsExpectedToHoldNone() {
    expect(Validity.VALID, new Availability(), burst(history(), 1));
    expect(Validity.INVALID, new Availability(), burst(issued(1), 1));
    HistoryBuilder restarted =
        issued(1)
            .nemesis("fault", "{'name':'kill-follower','nodes':['n1','n2','n3']}")
            .nemesis("wounded", "{'name':'kill-follower','nodes':['n2']}")
            .nemesis("recovered", "{'name':'kill-follower','nodes':['n2'],'millis':5}");
    expect(Validity.VALID, new Availability(), burst(restarted, 1));
  }

  private static HistoryBuilder issued(int count) {
    return history()
        .invoke(1, "n2", "generate", "{'line':'u-a','count':%d}".formatted(count))
        .ok(1, "n2", "generate", HistoryBuilder.ids("u-a", "x"));
  }

  /** Refused by a node that nothing hurts, after some time of a fault. */
  private static HistoryBuilder burst(HistoryBuilder before, int count) {
    String asked = "{'line':'u-a','count':%d}".formatted(count);
    return before
        .nemesis("fault", "{'name':'kill-leader','nodes':['n1','n2','n3']}")
        .nemesis("wounded", "{'name':'kill-leader','nodes':['n1']}")
        .passes(11)
        .invoke(5, "n2", "generate", asked)
        .fail(5, "n2", "generate", asked);
  }

  @Test
  void aClusterThatDoesNotRecoverIsFound() {
    expect(
        Validity.INVALID,
        new Availability(),
        hurtingN1().nemesis("lost", "{'name':'kill-leader','nodes':['n1']}"));
  }

  // ---- the others ----

  @Test
  void aFalseOriginIsFound() {
    String said = "{'line':'range-a','id':'5','issued_by':'n1','first':'1','end':'11','node':'n1'}";
    expect(Validity.VALID, new Origins(), history().ok(0, "n1", "decode", said));
    expect(Validity.VALID, new Origins(), history().ok(0, "n2", "decode", said));
    expect(
        Validity.INVALID,
        new Origins(),
        history().ok(0, "n1", "decode", said.replace("'node':'n1'", "'node':'n2'")));
    expect(
        Validity.INVALID,
        new Origins(),
        history().ok(0, "n1", "decode", said.replace("'5'", "'11'")));
  }

  @Test
  void anEndWithoutAReasonIsFound() {
    expect(Validity.VALID, new Exits(), history().ok(0, "n1", "exit", "{'code':74}"));
    expect(Validity.INVALID, new Exits(), history().ok(0, "n1", "exit", "{'code':71}"));
    expect(Validity.INVALID, new Exits(), history().ok(0, "n1", "exit", "{'code':1}"));
    expect(Validity.VALID, new Exits(), history().ok(0, "n1", "exit", "{'code':1,'damaged':true}"));
  }

  @Test
  void aDiskThatGrowsIsFound() {
    expect(Validity.VALID, new Bounded(), history().ok(0, "n1", "disk", "{'bytes':1000}"));
    expect(Validity.INVALID, new Bounded(), history().ok(0, "n1", "disk", "{'bytes':1000000000}"));
  }

  @Test
  void aStampFarAheadOfTimeIsFound() {
    String begin = "{'wall_millis':1763805600000}";
    expect(
        Validity.VALID,
        new Stamps(),
        history()
            .nemesis("begin", begin)
            .issue(0, "n1", "uuid7", stamp(1763805630000L) + "-7000-8000-000000000000"));
    expect(
        Validity.INVALID,
        new Stamps(),
        history()
            .nemesis("begin", begin)
            .issue(0, "n1", "uuid7", stamp(1763809200000L) + "-7000-8000-000000000000"));
  }

  private static String stamp(long millis) {
    String hex = "%012x".formatted(millis);
    return hex.substring(0, 8) + "-" + hex.substring(8);
  }

  // ---- recovery, corruption ----

  private static HistoryBuilder struck(String fault, String node) {
    String what = "{'name':'%s','nodes':['%s']}".formatted(fault, node);
    return history().nemesis("fault", what).nemesis("wounded", what);
  }

  @Test
  void aReservationAfterAFaultIsOneThatWasAskedForAfterIt() {
    Verdict verdict =
        history()
            .invoke(0, "n2", "generate", "{'line':'m-a'}")
            .nemesis("wounded", "{'name':'kill-leader','nodes':['n1']}")
            .ok(0, "n2", "generate", HistoryBuilder.ids("m-a", "1"))
            .passes(1)
            .issue(1, "n1", "m-a", "2")
            .issue(0, "n2", "m-a", "3")
            .issue(0, "n2", "m-a", "4")
            .nemesis("recovered", "{'name':'kill-leader','nodes':['n1'],'millis':700}")
            .judgedBy(new Recovery());
    assertEquals(1_005.0, verdict.figures().get("reservation_max_ms.kill-leader"));
    assertEquals(700.0, verdict.figures().get("serving_p50_ms.kill-leader"));
    assertEquals(1L, verdict.figures().get("hurt_answered.kill-leader"));
    assertEquals(0L, verdict.figures().get("hurt_refused.kill-leader"));
    assertEquals(1L, verdict.figures().get("faults.kill-leader"));
  }

  @Test
  void hitsOnFilesAreCountedByTypeAndWhetherTheyWereNoticed() {
    Verdict verdict =
        struck("flip-log", "n1")
            .nemesis("hit", "{'type':'log','noticed':true}")
            .nemesis("hit", "{'type':'log','noticed':false}")
            .nemesis("hit", "{'type':'store','noticed':false}")
            .judgedBy(new Corruption());
    assertEquals(2L, verdict.figures().get("hits.log"));
    assertEquals(1L, verdict.figures().get("noticed.log"));
    assertEquals(1L, verdict.figures().get("hits.store"));
    assertEquals(0L, verdict.figures().get("noticed.store"));
  }

  // ---- members ----

  private static HistoryBuilder listed(HistoryBuilder to, String names) {
    return to.invoke(3, "n2", "members", "{}")
        .ok(3, "n2", "members", "{'names':[%s]}".formatted(names));
  }

  private static HistoryBuilder joinedAndListed(String names) {
    HistoryBuilder joined =
        history()
            .invoke(0, "n1", "add-member", "{'name':'n4'}")
            .ok(0, "n1", "add-member", "{'name':'n4'}");
    return listed(joined, names)
        .invoke(0, "n1", "remove-member", "{'name':'n4'}")
        .ok(0, "n1", "remove-member", "{'name':'n4'}");
  }

  @Test
  void aListOfMembersThatIsOldIsFound() {
    expect(Validity.VALID, new Members(), listed(joinedAndListed("'n1','n4'"), "'n1'"));
    expect(Validity.INVALID, new Members(), joinedAndListed("'n1'"));
    expect(Validity.INVALID, new Members(), listed(joinedAndListed("'n1','n4'"), "'n1','n4'"));
    expect(Validity.UNKNOWN, new Members(), history());
  }

  // ---- restored ----

  private static HistoryBuilder drilled(long epoch, String otherHash, long mark) {
    String state = "{'hash':'%s','epoch':%d,'lines':{'b-one':{'mark':%d}}}";
    return history()
        .issue(0, "n1", "b-one", "100")
        .ok(
            9,
            "n1",
            "drill",
            "{'epoch_before':1,'restored':[%s,%s]}"
                .formatted(
                    state.formatted("a", epoch, mark), state.formatted(otherHash, epoch, mark)));
  }

  @Test
  void aRestoreBelowWhatWasIssuedIsFound() {
    expect(Validity.VALID, new Restored(), drilled(2, "a", 101));
    expect(Validity.INVALID, new Restored(), drilled(2, "a", 100));
    expect(Validity.INVALID, new Restored(), drilled(2, "b", 101));
    expect(Validity.INVALID, new Restored(), drilled(1, "a", 101));
    expect(Validity.UNKNOWN, new Restored(), history());
  }
}

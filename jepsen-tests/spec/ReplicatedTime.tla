--------------------------- MODULE ReplicatedTime ---------------------------
(* Replicated time: the latest time that a majority of the voters' reported clocks has reached.   *)
(* Clocks jump to wherever they like, and reports arrive late, twice, or never.                   *)
EXTENDS Naturals, FiniteSets

CONSTANTS
  Voters,
  Wild,          \* voters whose clocks say anything; fewer than half
  TimeMax,       \* what clocks can say: 0 .. TimeMax
  Fault          \* which rule is broken; "none" is the protocol

ASSUME Wild \subseteq Voters /\ 2 * Cardinality(Wild) < Cardinality(Voters)

VARIABLES
  true,          \* the time that clocks which are right never run ahead of
  now,           \* replicated time; 0 while no majority has reported
  reported,      \* voter -> its last applied report; 0 before
  latest         \* for the invariants: voter -> the latest time that its clock ever told

vars == <<true, now, reported, latest>>
Times == 1 .. TimeMax
Max(a, b) == IF a > b THEN a ELSE b

Init ==
  /\ true = 1
  /\ now = 0
  /\ reported = [v \in Voters |-> 0]
  /\ latest = [v \in Voters |-> 0]

Majority(clocks, t) == 2 * Cardinality({v \in Voters : clocks[v] >= t}) > Cardinality(Voters)

(* The time that so many clocks have reached that they are a majority; 0 if too few have reported. *)
MajorityTime(clocks) ==
  IF Fault = "latest clock"
  THEN CHOOSE t \in 0 .. TimeMax : (\E v \in Voters : clocks[v] = t) /\ \A v \in Voters : clocks[v] <= t
  ELSE CHOOSE t \in 0 .. TimeMax : Majority(clocks, t) /\ \A u \in t + 1 .. TimeMax : ~Majority(clocks, u)

Pass ==
  /\ true < TimeMax
  /\ true' = true + 1
  /\ UNCHANGED <<now, reported, latest>>

(* A command is applied, which carries its proposer's clock. However long it was on its way, and   *)
(* however often it comes, a clock that is right said no more than is true now.                    *)
Report(v, t) ==
  /\ t <= true \/ v \in Wild
  /\ reported' = [reported EXCEPT ![v] = t]
  /\ latest' = [latest EXCEPT ![v] = Max(@, t)]
  /\ now' = IF Fault = "time follows the clocks"
            THEN MajorityTime(reported')
            ELSE Max(now, MajorityTime(reported'))
  /\ UNCHANGED true

Next == Pass \/ \E v \in Voters, t \in Times : Report(v, t)

Spec == Init /\ [][Next]_vars

(* It never runs ahead of what a majority of the clocks has reached. *)
BehindMajority == now = 0 \/ Majority(latest, now)

(* So clocks that are wrong, as long as they are fewer than half, can't push it ahead of the truth. *)
WildClocksMoveNothing == now <= true

(* Replicated time never goes back. *)
MarkRises == [][now' >= now]_now
=============================================================================

------------------------------ MODULE Restore ------------------------------
(* A cluster, a backup of it, and the clusters that are restored from it one after the other.     *)
(* What was reserved before a restore may be issued long after it, by a process that was paused.  *)
(*                                                                                                *)
(* Reserving and claiming are one step each here: Reservation.tla and Windows.tla take them apart.*)
EXTENDS Integers

CONSTANTS
  Lines,         \* the number lines that there may be
  ValuesMax,     \* each has the values 0 .. ValuesMax - 1
  NumbersMax,    \* how many incarnation numbers there are
  TimeMax,       \* times are 0 .. TimeMax
  AheadMax,      \* how far a window runs ahead of replicated time at most
  ErrorMax,      \* by how much replicated time may be ahead of the operator's clock
  LivesMax,      \* how many clusters there are, each restored from a backup but the first
  Fault          \* which rule is broken; "none" is the protocol

VARIABLES
  state,         \* the replicated state of the cluster that lives
  latest,        \* the latest replicated time of any cluster that lived
  life,          \* which one it is; two that are restored from one backup have the same epoch
  backup,        \* the state that the backup holds
  held,          \* what was reserved and not issued yet
  times,         \* line, value -> how often it was issued
  stamped,       \* time -> how often it was stamped with the one worker number
  windows,       \* that were granted, with the life
  numbers        \* the incarnation numbers that were taken, with the life

vars == <<state, latest, life, backup, held, times, stamped, windows, numbers>>

Values == 0 .. ValuesMax - 1
Unbegun == -1
Max(a, b) == IF a > b THEN a ELSE b
Min(a, b) == IF a < b THEN a ELSE b

Init ==
  /\ life = 1
  /\ latest = 1
  /\ state = [epoch |-> 1, marks |-> [l \in Lines |-> Unbegun], floorValues |-> 0, floorTime |-> 0,
              next |-> 1, registered |-> 0, end |-> 0, now |-> 1]
  /\ backup = state
  /\ held = {}
  /\ times = [l \in Lines |-> [v \in Values |-> 0]]
  /\ stamped = [t \in 0 .. TimeMax |-> 0]
  /\ windows = {}
  /\ numbers = {}

FirstOf(s, l) == IF s.marks[l] = Unbegun THEN Min(s.floorValues, ValuesMax) ELSE s.marks[l]

(* A range of one value; a line begins with its first. *)
Reserve(l) ==
  LET first == FirstOf(state, l)
  IN /\ first < ValuesMax
     /\ state' = [state EXCEPT !.marks[l] = first + 1]
     /\ held' = held \cup {[type |-> "value", line |-> l, at |-> first, life |-> life]}
     /\ UNCHANGED <<latest, life, backup, times, stamped, windows, numbers>>

Register ==
  /\ state.next <= NumbersMax
  /\ numbers' = numbers \cup {<<state.next, life>>}
  /\ state' = [state EXCEPT !.next = @ + 1, !.registered = @ + 1]
  /\ UNCHANGED <<latest, life, backup, held, times, stamped, windows>>

(* The worker number passes on with a window after the last one and after the floor. *)
Claim(end) ==
  LET start == Max(Max(state.end, state.now), IF Fault = "no floor for workers" THEN 0 ELSE state.floorTime)
  IN /\ start < end
     /\ end <= state.now + AheadMax
     /\ state' = [state EXCEPT !.end = end]
     /\ windows' = windows \cup {[start |-> start, end |-> end, life |-> life]}
     /\ held' = held \cup {[type |-> "time", line |-> 0, at |-> t, life |-> life] : t \in start .. end - 1}
     /\ UNCHANGED <<latest, life, backup, times, stamped, numbers>>

Pass ==
  /\ state.now < TimeMax
  /\ state' = [state EXCEPT !.now = @ + 1]
  /\ latest' = Max(latest, state.now + 1)
  /\ UNCHANGED <<life, backup, held, times, stamped, windows, numbers>>

(* By whoever holds it, in whichever life it was reserved. *)
Issue(h) ==
  /\ held' = held \ {h}
  /\ IF h.type = "value"
     THEN times' = [times EXCEPT ![h.line][h.at] = Min(@ + 1, 2)] /\ UNCHANGED stamped
     ELSE stamped' = [stamped EXCEPT ![h.at] = Min(@ + 1, 2)] /\ UNCHANGED times
  /\ UNCHANGED <<state, latest, life, backup, windows, numbers>>

BackUp ==
  /\ backup' = state
  /\ UNCHANGED <<state, latest, life, held, times, stamped, windows, numbers>>

(* How far a line has risen since the backup, in whichever life. *)
Risen(l) == FirstOf(state, l) - FirstOf(backup, l)

(* The operator tells bounds that hold for all that happened since the backup, what earlier       *)
(* restores of it passed over included; and whatever lived has stopped for good by then.          *)
Restore(values, more, stopped) ==
  LET short == IF Fault = "bound too low" THEN 1 ELSE 0
      floor == Max(stopped, backup.now) + ErrorMax + AheadMax
      taken == IF Fault = "earlier restore not counted"
               THEN state.registered - backup.registered
               ELSE state.next - backup.next
      Raised(l) == IF backup.marks[l] = Unbegun THEN Unbegun ELSE Min(backup.marks[l] + values, ValuesMax)
  IN /\ life < LivesMax
     /\ life' = life + 1
     /\ \A l \in Lines : Risen(l) <= values + short
     /\ taken <= more
     /\ latest <= stopped + ErrorMax
     /\ state' = [epoch |-> backup.epoch + 1,
                  marks |-> IF Fault = "restored without raise" THEN backup.marks ELSE [l \in Lines |-> Raised(l)],
                  floorValues |-> IF Fault = "no floor for unseen lines" THEN 0
                                  ELSE Min(backup.floorValues + values, ValuesMax),
                  floorTime |-> Max(backup.floorTime, floor),
                  next |-> IF Fault = "incarnations not raised" THEN backup.next ELSE backup.next + more,
                  registered |-> state.registered,
                  end |-> backup.end,
                  now |-> backup.now]
     /\ UNCHANGED <<latest, backup, held, times, stamped, windows, numbers>>

Next ==
  \/ \E l \in Lines : Reserve(l)
  \/ Register
  \/ \E end \in 1 .. TimeMax : Claim(end)
  \/ Pass
  \/ \E h \in held : Issue(h)
  \/ BackUp
  \/ \E values \in 0 .. ValuesMax, more \in 0 .. NumbersMax, stopped \in 0 .. TimeMax :
       Restore(values, more, stopped)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* No value, and no time of the worker number, is issued twice, in whichever life. *)
NoDuplicate ==
  /\ \A l \in Lines : \A v \in Values : times[l][v] < 2
  /\ \A t \in 0 .. TimeMax : stamped[t] < 2

WindowDisjoint == \A v, w \in windows : v # w => v.end <= w.start \/ w.end <= v.start

(* No incarnation number is taken in two lives. *)
IncarnationsDiffer == \A m, n \in numbers : m[1] = n[1] => m = n

(* What somebody may still issue lies below the mark of the cluster that lives. *)
IssuedInsideReserved ==
  \A h \in held : h.type = "value" => h.at < FirstOf(state, h.line) /\ times[h.line][h.at] = 0

(* Seen from the outside, marks only rise, restores included. *)
MarkRises ==
  [][/\ \A l \in Lines : FirstOf(state', l) >= FirstOf(state, l)
     /\ state'.next >= state.next]_state
=============================================================================

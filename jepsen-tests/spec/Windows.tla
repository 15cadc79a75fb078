------------------------------ MODULE Windows ------------------------------
(* Who may stamp which times: windows of worker numbers, and of the time lines of processes.      *)
(*                                                                                                *)
(* Clocks are not variables: whenever a process reads its clock, the clock may say anything. A    *)
(* holding never expires here, which is worse than what the code allows; and a crash is a process *)
(* that takes no more steps. README.md tells which action is which method.                        *)
EXTENDS Integers, TLC

CONSTANTS
  Processes,     \* every process that is ever started; several may run on one directory at once
  Twins,         \* those of them that run as one node; the others run as another
  Lines,         \* the worker numbers; or 1 .. number of processes, for their own time lines
  OwnLine,       \* TRUE: a process stamps on its own time line; FALSE: with a worker number
  TimeMax,       \* times are 1 .. TimeMax, the last of them an end only
  AheadMax,      \* how far a window may run ahead of replicated time
  Ends,          \* the ends of windows that a process asks for, as far ahead as any clock says
  NoncesMax,     \* how many claims and extensions one process proposes, repeats not counted
  Fault          \* which rule is broken; "none" is the protocol

ASSUME /\ {TimeMax, AheadMax, NoncesMax} \subseteq Nat \ {0}
       /\ Ends \subseteq 1 .. TimeMax
       /\ OwnLine \in BOOLEAN
       /\ Twins \subseteq Processes

VARIABLES
  \* What the log has decided: the replicated state.
  now,           \* replicated time
  current,       \* node -> its current incarnation; 0 before
  nextNumber,    \* the next incarnation number
  rows,          \* line -> owner, its node, the last granted window, the nonce that it was granted to
  \* What is on its way. Nothing is ever taken out: a call may arrive late, twice, or never.
  calls,
  \* What each process knows; lost in a crash.
  memory,
  \* For the invariants alone.
  times,         \* line, time -> how often it was stamped; 2 means more than once
  windows,       \* every window that was granted; a release cuts the last one short
  stray          \* whether a time was stamped outside of its owner's windows

replicated == <<now, current, nextNumber, rows>>
books == <<times, windows, stray>>
vars == <<replicated, calls, memory, books>>

NodeOf == [p \in Processes |-> IF p \in Twins THEN "a" ELSE "b"]
Nodes == {NodeOf[p] : p \in Processes}
Times == 1 .. TimeMax - 1
Nothing == [type |-> "none"]
Forgotten ==
  [phase |-> "off", incarnation |-> 0, nonce |-> 0,
   line |-> 0,                      \* the line that it may ask windows of; 0 if it has none
   granted |-> 0,                   \* the end of the last window that it was told of
   held |-> <<0, 0, 0>>,            \* line, start and end of what it stamps in
   last |-> 0,                      \* its counter: the last stamped time
   undecided |-> Nothing,           \* an extension whose answer was lost
   claimNonce |-> 0,                \* of a claim whose answer was lost
   awaited |-> Nothing,             \* the call that it waits for
   answer |-> Nothing]              \* the answer that is on its way to it

Free == [owner |-> 0, node |-> "", start |-> 0, end |-> 0, nonce |-> 0]

Init ==
  /\ now = 1
  /\ current = [n \in Nodes |-> 0]
  /\ nextNumber = 1
  /\ rows = [l \in Lines |-> Free]
  /\ calls = {}
  /\ memory = [p \in Processes |-> Forgotten]
  /\ times = [l \in Lines |-> [t \in Times |-> 0]]
  /\ windows = {}
  /\ stray = FALSE

Max(a, b) == IF a > b THEN a ELSE b
Min(a, b) == IF a < b THEN a ELSE b

-----------------------------------------------------------------------------
(* The process *)

(* Registration is one step here; Reservation.tla takes it apart. A new process knows nothing. *)
Start(p) ==
  LET node == NodeOf[p]
      number == IF Fault = "incarnation reused" /\ current[node] # 0 THEN current[node] ELSE nextNumber
  IN /\ memory[p].phase = "off"
     /\ memory' = [memory EXCEPT ![p] =
          [Forgotten EXCEPT !.phase = "up", !.incarnation = number, !.line = IF OwnLine THEN number ELSE 0]]
     /\ current' = [current EXCEPT ![node] = number]
     /\ nextNumber' = IF number = nextNumber THEN nextNumber + 1 ELSE nextNumber
     /\ rows' = IF OwnLine THEN [rows EXCEPT ![number] = [Free EXCEPT !.owner = number]] ELSE rows
     /\ UNCHANGED <<now, calls, books>>

Stop(p, phase) == memory' = [memory EXCEPT ![p] = [Forgotten EXCEPT !.phase = phase]]

Send(p, after, call) ==
  LET sent == call @@ [process |-> p, incarnation |-> after.incarnation]
  IN /\ calls' = calls \cup {sent}
     /\ memory' = [memory EXCEPT ![p] = [after EXCEPT !.awaited = sent]]

Extension(nonce, line, expected, end) ==
  [type |-> "extend", nonce |-> nonce, line |-> line, expected |-> expected, end |-> end]

(* The end asked for lies so far ahead of a clock, which may say anything. *)
AskExtension(p) ==
  LET m == memory[p]
      repeated == m.undecided # Nothing /\ m.undecided.line = m.line
  IN /\ m.line # 0
     /\ \/ /\ repeated
           /\ Send(p, m, m.undecided)
        \/ /\ ~repeated
           /\ m.nonce < NoncesMax
           /\ \E end \in {e \in Ends : e > m.granted} :
                LET asked == Extension(m.nonce + 1, m.line, m.granted, end)
                IN Send(p, [m EXCEPT !.nonce = @ + 1, !.undecided = asked], asked)

AskClaim(p) ==
  LET m == memory[p]
      nonce == IF m.claimNonce = 0 THEN m.nonce + 1 ELSE m.claimNonce
  IN /\ m.line = 0
     /\ ~OwnLine
     /\ nonce <= NoncesMax
     /\ \E end \in Ends :
          Send(p, [m EXCEPT !.nonce = Max(@, nonce), !.claimNonce = nonce],
               [type |-> "claim", nonce |-> nonce, line |-> 0, expected |-> 0, end |-> end])

Ask(p) ==
  /\ memory[p].phase = "up"
  /\ memory[p].awaited = Nothing
  /\ AskExtension(p) \/ AskClaim(p)
  /\ UNCHANGED <<replicated, books>>

(* The answer did not come in time. The call may still be committed. *)
GiveUp(p) ==
  /\ memory[p].awaited # Nothing
  /\ memory' = [memory EXCEPT ![p].awaited = Nothing, ![p].answer = Nothing]
  /\ UNCHANGED <<replicated, calls, books>>

Published(m, line, start, end) ==
  [m EXCEPT !.held = IF @[1] = line /\ @[3] = start THEN <<line, @[2], end>> ELSE <<line, start, end>>,
            !.granted = end]

Concluded(m) ==
  LET call == m.awaited
      answer == m.answer
      decided == [m EXCEPT !.awaited = Nothing, !.answer = Nothing,
                           !.undecided = IF call.type = "extend" THEN Nothing ELSE @,
                           !.claimNonce = IF call.type = "claim" THEN 0 ELSE @]
  IN CASE answer.type = "granted" /\ call.type = "extend" ->
            Published(decided, answer.line, answer.start, answer.end)
       [] answer.type = "granted" /\ call.type = "claim" ->
            Published([decided EXCEPT !.line = answer.line], answer.line, answer.start, answer.end)
       [] answer.type = "not owner" ->
            [decided EXCEPT !.held = <<0, 0, 0>>, !.line = 0]
       [] OTHER ->
            IF Fault = "refusal ignored" /\ call.type = "extend"
            THEN Published(decided, call.line, call.expected, call.end)
            ELSE decided

(* A process that learns that it was superseded ends; and one whose compare-and-set was lost, too. *)
Receive(p) ==
  LET m == memory[p]
  IN /\ m.answer # Nothing
     /\ IF m.answer.type = "superseded" \/ (m.answer.type = "not owner" /\ OwnLine)
        THEN Stop(p, "ended")
        ELSE IF m.answer.type = "conflict" /\ Fault # "refusal ignored"
        THEN Stop(p, "in conflict")
        ELSE memory' = [memory EXCEPT ![p] = Concluded(m)]
     /\ UNCHANGED <<replicated, calls, books>>

(* One ID. Time is max(last stamped + 1, start, clock), before the window's end; the counter within *)
(* a time has one value.                                                                           *)
Stamp(p) ==
  LET m == memory[p]
      line == m.held[1]
      first == IF Fault = "stamps by the clock" THEN m.held[2] ELSE Max(m.last + 1, m.held[2])
  IN /\ m.phase = "up"
     /\ line # 0
     /\ \E t \in Max(1, first) .. m.held[3] - 1 :
          /\ times' = [times EXCEPT ![line][t] = Min(@ + 1, 2)]
          /\ stray' = (stray \/ ~\E w \in windows : w.line = line /\ w.owner = m.incarnation
                                                     /\ w.start <= t /\ t < w.end)
          /\ memory' = [memory EXCEPT ![p].last = Max(@, t)]
     /\ UNCHANGED <<replicated, calls, windows>>

(* A drained process poisons its counter, and only then says how far it stamped. *)
Release(p) ==
  LET m == memory[p]
      used == IF Fault = "released up to replicated time" THEN Min(now, m.last + 1) ELSE m.last + 1
  IN /\ ~OwnLine
     /\ m.phase = "up"
     /\ m.line # 0
     /\ calls' = calls \cup
          {[type |-> "release", nonce |-> m.nonce + 1, line |-> m.line, expected |-> 0, end |-> used,
            process |-> p, incarnation |-> m.incarnation]}
     /\ Stop(p, "ended")
     /\ UNCHANGED <<replicated, books>>

-----------------------------------------------------------------------------
(* The log: commits a call, applies it, and answers whoever still waits for it. *)

Answered(call, answer) ==
  IF memory[call.process].awaited = call /\ memory[call.process].answer = Nothing
  THEN memory' = [memory EXCEPT ![call.process].answer = answer]
  ELSE memory' = memory

Refused(call, type) ==
  /\ Answered(call, [type |-> type])
  /\ UNCHANGED <<rows, windows>>

Repeated(call, line) ==
  Answered(call, [type |-> "granted", line |-> line, start |-> rows[line].start, end |-> rows[line].end])

Grant(call, line, start) ==
  /\ rows' = [rows EXCEPT ![line] =
       [owner |-> call.incarnation, node |-> NodeOf[call.process],
        start |-> start, end |-> call.end, nonce |-> call.nonce]]
  /\ windows' = windows \cup {[line |-> line, owner |-> call.incarnation, start |-> start, end |-> call.end]}
  /\ Answered(call, [type |-> "granted", line |-> line, start |-> start, end |-> call.end])

Fits(start, end) == end <= now + AheadMax /\ end > start

CommitExtension(call) ==
  LET row == rows[call.line]
      start == Max(row.end, now)
  IN CASE row.owner # call.incarnation -> Refused(call, "not owner")
       [] row.owner = call.incarnation /\ ~OwnLine /\ call.nonce < row.nonce -> Refused(call, "conflict")
       [] OTHER ->
            IF row.nonce = call.nonce /\ row.end = call.end
            THEN Repeated(call, call.line) /\ UNCHANGED <<rows, windows>>
            ELSE IF row.end # call.expected THEN Refused(call, "conflict")
            ELSE IF ~Fits(start, call.end) THEN Refused(call, "out of bounds")
            ELSE Grant(call, call.line, start)

(* Its own number, else one that its node had, else the lowest never used, else the first to end. *)
Choice(call) ==
  LET owned == {l \in Lines : rows[l].owner = call.incarnation}
      known == {l \in Lines : rows[l].owner # 0 \/ rows[l].end # 0}
      ended == {l \in known : rows[l].end <= now \/ Fault = "worker reused early"}
      sameNode == {l \in ended : rows[l].node = NodeOf[call.process]}
      unused == Lines \ known
      Lowest(s) == CHOOSE l \in s : \A other \in s : l <= other
      First(s) == CHOOSE l \in s : \A other \in s :
                    rows[l].end < rows[other].end \/ (rows[l].end = rows[other].end /\ l <= other)
  IN CASE owned # {} -> Lowest(owned)
       [] owned = {} /\ sameNode # {} -> Lowest(sameNode)
       [] owned = {} /\ sameNode = {} /\ unused # {} -> Lowest(unused)
       [] OTHER -> IF ended # {} THEN First(ended) ELSE 0

CommitClaim(call) ==
  LET line == Choice(call)
  IN IF line = 0 THEN Refused(call, "none free")
     ELSE IF rows[line].owner = call.incarnation
     THEN /\ rows' = [rows EXCEPT ![line].nonce = Max(@, call.nonce)]
          /\ Repeated(call, line)
          /\ UNCHANGED windows
     ELSE LET start == IF Fault = "worker reused early" THEN now ELSE Max(rows[line].end, now)
          IN IF Fits(start, call.end) THEN Grant(call, line, start) ELSE Refused(call, "out of bounds")

Cut(line, owner, last, end) ==
  (windows \ {w \in windows : w.line = line /\ w.owner = owner /\ w.start = last})
    \cup (IF end > last THEN {[line |-> line, owner |-> owner, start |-> last, end |-> end]} ELSE {})

CommitRelease(call) ==
  LET row == rows[call.line]
      end == Max(row.start, call.end)
  IN IF row.owner # call.incarnation \/ call.nonce < row.nonce \/ call.end > row.end
     THEN Refused(call, "refused")
     ELSE /\ rows' = [rows EXCEPT ![call.line].owner = 0, ![call.line].end = end, ![call.line].nonce = 0]
          /\ windows' = Cut(call.line, call.incarnation, row.start, end)
          /\ UNCHANGED memory

Commit(call) ==
  /\ CASE call.incarnation # current[NodeOf[call.process]] -> Refused(call, "superseded")
       [] call.incarnation = current[NodeOf[call.process]] /\ call.type = "extend" -> CommitExtension(call)
       [] call.incarnation = current[NodeOf[call.process]] /\ call.type = "claim" -> CommitClaim(call)
       [] OTHER -> CommitRelease(call)
  /\ UNCHANGED <<now, current, nextNumber, calls, times, stray>>

(* Clocks are reported. ReplicatedTime.tla shows that it never goes back, all that matters here. *)
Pass ==
  /\ now < TimeMax
  /\ now' = now + 1
  /\ UNCHANGED <<current, nextNumber, rows, calls, memory, books>>

-----------------------------------------------------------------------------

Next ==
  \/ \E p \in Processes : Start(p)
  \/ \E p \in Processes : Ask(p)
  \/ \E call \in calls : Commit(call)
  \/ \E p \in Processes : Receive(p)
  \/ \E p \in Processes : GiveUp(p)
  \/ \E p \in Processes : Stamp(p)
  \/ \E p \in Processes : Release(p)
  \/ Pass

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* No time is stamped twice on one line: (line, time, counter) never repeats. *)
NoDuplicate == \A l \in Lines : \A t \in Times : times[l][t] < 2

(* No two windows of one line overlap. *)
WindowDisjoint ==
  \A v, w \in windows : v # w /\ v.line = w.line => v.end <= w.start \/ w.end <= v.start

(* A time is stamped only inside a window that was granted to who stamps it. *)
IssuedInsideReserved == ~stray

(* Windows rise: the end of a line's last one never sinks, but for a release by its owner. *)
MarkRises ==
  [][\A l \in Lines : rows'[l].end >= rows[l].end
       \/ (rows'[l].owner = 0 /\ \A t \in rows'[l].end .. TimeMax - 1 : times[l][t] = 0)]_rows

(* No process is stopped for a clone that there is none of. *)
NoneMistaken == \A p \in Processes : memory[p].phase # "in conflict"
=============================================================================

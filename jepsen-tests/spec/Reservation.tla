---------------------------- MODULE Reservation ----------------------------
(* How processes reserve ranges of one number line through a replicated log, and issue from them. *)
(*                                                                                                *)
(* Ids of processes stand for their random names. Time does not exist here: a process that is     *)
(* paused for a day is one that takes no step while others take many, and one that crashed takes  *)
(* none any more. A holding that expires is dropped at any moment. README.md tells which action   *)
(* is which method.                                                                               *)
EXTENDS Naturals, Sequences, TLC

CONSTANTS
  Processes,     \* every process that is ever started; several may run on one directory at once
  Twins,         \* those of them that run as one node; the others run as another
  ValuesMax,     \* the line has the values 0 .. ValuesMax - 1
  SizeMax,       \* the most values of one range
  ProposalsMax,  \* how many commands one process proposes
  Fault          \* which rule is broken; "none" is the protocol

ASSUME {ValuesMax, SizeMax, ProposalsMax} \subseteq Nat \ {0} /\ Twins \subseteq Processes

VARIABLES
  \* What the log has decided: the replicated state, which every replica computes alike.
  mark,          \* the high-water mark
  nextNumber,    \* the next incarnation number
  numberOf,      \* process -> its incarnation as the log knows it; 0 before
  current,       \* node -> its current incarnation; 0 before
  \* What is on its way. Nothing is ever taken out: whatever was sent may arrive late, twice, or never.
  proposals,
  answers,
  \* What each process knows; lost in a crash.
  phase,         \* "off", "registering", "serving" or "ended"
  incarnation,   \* its own number as it knows it; 0 before
  proposed,      \* how many commands it has proposed: the last nonce
  awaited,       \* nonce of the command whose answer it waits for; 0 if none
  held,          \* the ranges that it issues from, in order
  \* For the invariants alone.
  times,         \* value -> how often it was issued; 2 means more than once
  issuers,       \* value -> the incarnations that issued it
  reserved       \* value -> the incarnation that it was reserved for; 0 if none

replicated == <<mark, nextNumber, numberOf, current, reserved>>
onTheWay == <<proposals, answers>>
memory == <<phase, incarnation, proposed, awaited, held>>
books == <<times, issuers>>
vars == <<replicated, onTheWay, memory, books>>

Values == 0 .. ValuesMax - 1
NodeOf == [p \in Processes |-> IF p \in Twins THEN "a" ELSE "b"]
Nodes == {NodeOf[p] : p \in Processes}

Init ==
  /\ mark = 0
  /\ nextNumber = 1
  /\ numberOf = [p \in Processes |-> 0]
  /\ current = [n \in Nodes |-> 0]
  /\ proposals = {}
  /\ answers = {}
  /\ phase = [p \in Processes |-> "off"]
  /\ incarnation = [p \in Processes |-> 0]
  /\ proposed = [p \in Processes |-> 0]
  /\ awaited = [p \in Processes |-> 0]
  /\ held = [p \in Processes |-> <<>>]
  /\ times = [v \in Values |-> 0]
  /\ issuers = [v \in Values |-> {}]
  /\ reserved = [v \in Values |-> 0]

Min(a, b) == IF a < b THEN a ELSE b

-----------------------------------------------------------------------------
(* The process *)

(* A holding that outlives its process: what a restart must never find. *)
Inherited(p) ==
  IF Fault = "buffer kept at restart"
  THEN {held[q] : q \in {q \in Processes \ {p} : NodeOf[q] = NodeOf[p]}} \cup {<<>>}
  ELSE {<<>>}

Start(p) ==
  /\ phase[p] = "off"
  /\ phase' = [phase EXCEPT ![p] = "registering"]
  /\ \E h \in Inherited(p) : held' = [held EXCEPT ![p] = h]
  /\ UNCHANGED <<replicated, onTheWay, incarnation, proposed, awaited, books>>

(* A process has random nonces: no two share one. With equal first nonces they would. *)
Nonce(p, count) == IF Fault = "answers by nonce alone" THEN <<0, count>> ELSE <<p, count>>

Send(p, count, command) ==
  /\ awaited[p] = 0
  /\ count <= ProposalsMax
  /\ proposed' = [proposed EXCEPT ![p] = count]
  /\ awaited' = [awaited EXCEPT ![p] = count]
  /\ proposals' = proposals \cup {[process |-> p, as |-> incarnation[p], nonce |-> Nonce(p, count)] @@ command}

(* Repeated until it is answered; here with one nonce, so that repeats bring no new states. *)
Register(p) ==
  /\ phase[p] = "registering"
  /\ Send(p, 1, [type |-> "register", size |-> 0])
  /\ UNCHANGED <<replicated, answers, phase, incarnation, held, books>>

(* The next range is asked for while one is still held. *)
Reserve(p, size) ==
  /\ phase[p] = "serving"
  /\ Len(held[p]) < 2
  /\ Send(p, proposed[p] + 1, [type |-> "reserve", size |-> size])
  /\ held' = IF Fault = "publish before commit" /\ mark < ValuesMax
             THEN [held EXCEPT ![p] = Append(@, <<mark, Min(mark + size, ValuesMax)>>)]
             ELSE held
  /\ UNCHANGED <<replicated, answers, phase, incarnation, books>>

(* The answer did not come in time. The command may still be committed. *)
GiveUp(p) ==
  /\ awaited[p] # 0
  /\ awaited' = [awaited EXCEPT ![p] = 0]
  /\ UNCHANGED <<replicated, onTheWay, phase, incarnation, proposed, held, books>>

End(p) ==
  /\ phase' = [phase EXCEPT ![p] = "ended"]
  /\ incarnation' = [incarnation EXCEPT ![p] = 0]
  /\ awaited' = [awaited EXCEPT ![p] = 0]
  /\ held' = IF Fault = "buffer kept at restart" THEN held ELSE [held EXCEPT ![p] = <<>>]

IsOwn(p, answer) ==
  CASE Fault = "answers unchecked" -> TRUE
    [] Fault = "answers by nonce alone" -> answer.nonce = Nonce(p, awaited[p])
    [] OTHER -> answer.as = incarnation[p] /\ answer.nonce = Nonce(p, awaited[p])

(* Any answer may come to any process that waits for one, as if calls had been mixed up. One that  *)
(* echoes another command, or tells that the process was superseded, ends the process.             *)
Receive(p, answer) ==
  /\ awaited[p] # 0
  /\ IF IsOwn(p, answer) /\ answer.type # "superseded"
     THEN /\ awaited' = [awaited EXCEPT ![p] = 0]
          /\ CASE answer.type = "registered" /\ phase[p] = "registering" ->
                    /\ phase' = [phase EXCEPT ![p] = "serving"]
                    /\ incarnation' = [incarnation EXCEPT ![p] = answer.first]
                    /\ held' = held
               [] answer.type = "reserved" /\ phase[p] = "serving" ->
                    /\ held' = IF Fault = "publish before commit"
                               THEN held
                               ELSE [held EXCEPT ![p] = Append(@, <<answer.first, answer.end>>)]
                    /\ UNCHANGED <<phase, incarnation>>
               [] OTHER -> UNCHANGED <<phase, incarnation, held>>
     ELSE End(p)
  /\ UNCHANGED <<replicated, onTheWay, proposed, books>>

LastOf(range) == IF Fault = "both ends of a range" THEN Min(range[2], ValuesMax - 1) ELSE range[2] - 1

(* Takes the next value of the range in use. Needs no answer from anybody. *)
Issue(p) ==
  /\ phase[p] = "serving"
  /\ held[p] # <<>>
  /\ LET range == Head(held[p])
         value == range[1]
     IN /\ times' = [times EXCEPT ![value] = Min(@ + 1, 2)]
        /\ issuers' = [issuers EXCEPT ![value] = @ \cup {incarnation[p]}]
        /\ held' = [held EXCEPT ![p] =
             IF value = LastOf(range) THEN Tail(@) ELSE <<<<value + 1, range[2]>>>> \o Tail(@)]
  /\ UNCHANGED <<replicated, onTheWay, phase, incarnation, proposed, awaited>>

(* A holding expires, or is sealed because its rule changed. The rest is burned. *)
Drop(p) ==
  /\ held[p] # <<>>
  /\ held' = [held EXCEPT ![p] = Tail(@)]
  /\ UNCHANGED <<replicated, onTheWay, phase, incarnation, proposed, awaited, books>>

-----------------------------------------------------------------------------
(* The log: commits a command, applies it, and answers. *)

Answer(command, type, first, end) ==
  answers' = answers \cup
    {[as |-> command.as, nonce |-> command.nonce, type |-> type, first |-> first, end |-> end]}

CommitRegistration(command) ==
  LET p == command.process
      node == NodeOf[p]
  IN /\ command.type = "register"
     /\ IF numberOf[p] # 0
        THEN /\ IF numberOf[p] = current[node]
                THEN Answer(command, "registered", numberOf[p], 0)
                ELSE Answer(command, "superseded", 0, 0)
             /\ UNCHANGED replicated
        ELSE /\ numberOf' = [numberOf EXCEPT ![p] = nextNumber]
             /\ current' = [current EXCEPT ![node] = nextNumber]
             /\ nextNumber' = nextNumber + 1
             /\ Answer(command, "registered", nextNumber, 0)
             /\ UNCHANGED <<mark, reserved>>

CommitReservation(command) ==
  LET end == Min(mark + command.size, ValuesMax)
  IN /\ command.type = "reserve"
     /\ CASE command.as # current[NodeOf[command.process]] ->
               Answer(command, "superseded", 0, 0) /\ UNCHANGED replicated
          [] command.as = current[NodeOf[command.process]] /\ mark = ValuesMax ->
               Answer(command, "exhausted", 0, 0) /\ UNCHANGED replicated
          [] OTHER ->
               /\ mark' = end
               /\ reserved' = [v \in Values |-> IF v \in mark .. end - 1 THEN command.as ELSE reserved[v]]
               /\ Answer(command, "reserved", mark, end)
               /\ UNCHANGED <<nextNumber, numberOf, current>>

Commit(command) ==
  /\ CommitRegistration(command) \/ CommitReservation(command)
  /\ UNCHANGED <<proposals, memory, books>>

(* An operator raises the mark; nobody is given what lies between. *)
Raise ==
  /\ mark < ValuesMax
  /\ mark' = mark + 1
  /\ UNCHANGED <<nextNumber, numberOf, current, reserved, onTheWay, memory, books>>

(* A start without its snapshot that begins at zero. *)
Forget ==
  /\ Fault = "snapshot missing"
  /\ mark > 0
  /\ mark' = 0
  /\ reserved' = [v \in Values |-> 0]
  /\ UNCHANGED <<nextNumber, numberOf, current, onTheWay, memory, books>>

-----------------------------------------------------------------------------

Next ==
  \/ \E p \in Processes : Start(p)
  \/ \E p \in Processes : Register(p)
  \/ \E p \in Processes, size \in 1 .. SizeMax : Reserve(p, size)
  \/ \E command \in proposals : Commit(command)
  \/ \E p \in Processes, answer \in answers : Receive(p, answer)
  \/ \E p \in Processes : GiveUp(p)
  \/ \E p \in Processes : Issue(p)
  \/ \E p \in Processes : Drop(p)
  \/ Raise
  \/ Forget

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* No value is issued twice. *)
NoDuplicate == \A v \in Values : times[v] < 2

(* A value is issued only by the incarnation that it was reserved for, below the mark. *)
IssuedInsideReserved == \A v \in Values : issuers[v] \subseteq {reserved[v]} /\ (issuers[v] # {} => v < mark)

(* No two processes take themselves for one incarnation. *)
IncarnationsDiffer ==
  \A p, q \in Processes : p # q /\ incarnation[p] # 0 => incarnation[p] # incarnation[q]

(* What is held is reserved for its holder, and of no two holders at once. *)
HeldIsReserved ==
  \A p \in Processes : \A i \in DOMAIN held[p] :
    \A v \in held[p][i][1] .. held[p][i][2] - 1 : reserved[v] = incarnation[p] /\ times[v] = 0

(* The high-water mark only rises. *)
MarkRises == [][mark' >= mark]_mark
=============================================================================

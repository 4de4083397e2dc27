/*
 * A standby is promoted, and the tail that it never got is lost. The documents that are committed next take the seqs of
 * those that are gone, with other contents. A till has read some of the lost ones, and the database had acknowledged a
 * record of the till.
 *
 * Whoever opens a connection compares the database's timeline with the one that is stored, and begins a new history
 * (epoch) before it commits anything. A till whose checkpoint is of another history compares what it has, and sends again
 * what the database has lost.
 *
 * holds
 * fails NO_NEW_HISTORY (no_difference): the epoch stays: the till's checkpoint passes by what took the lost seqs
 * fails LATE_HISTORY (no_difference): the epoch is raised by the next look at it, not before the first commit
 * fails NOT_SENT_AGAIN (record_is_kept): what was acknowledged is never sent again
 */
#define MAX 4
#define PROMOTIONS 1
#define LOST_ANSWERS 2

byte body[MAX + 1];        /* by seq, on the primary; 0: none */
byte seq;
byte replicated;           /* what the standby has of it */
byte bodies;               /* each content is new */
byte timeline, knownTimeline, epoch;

byte copy[MAX + 1];        /* by seq, in the till */
byte checkpoint, checkpointEpoch;
bool stored, acknowledged; /* the till's record: in the database, and as the till knows */
byte storedAt, lostAnswers;
bool differs;              /* the till believes that it has all, and has not */

inline compareTimeline() {
  if
  :: timeline != knownTimeline ->
#ifndef NO_NEW_HISTORY
    epoch++;
#endif
    knownTimeline = timeline
  :: else
  fi
}

active proctype server() {
  do
  :: atomic {
      seq < MAX ->
#ifndef LATE_HISTORY
      compareTimeline();
#endif
      seq++; bodies++; body[seq] = bodies
    }
#ifdef LATE_HISTORY
  :: atomic { timeline != knownTimeline -> compareTimeline() }
#endif
  od
}

active proctype standby() {
  do
  :: replicated < seq -> replicated++
  :: atomic {
      timeline < PROMOTIONS && replicated < seq ->
      timeline++;
      do
      :: seq > replicated -> body[seq] = 0; seq--
      :: else -> break
      od;
      if
      :: stored && storedAt > seq -> stored = false
      :: else
      fi
    }
  od
}

active proctype sending() {
  do
  /* The till sends its record, until it is acknowledged; the answer may be lost. */
  :: atomic {
      !acknowledged ->
#ifndef LATE_HISTORY
      compareTimeline();
#endif
      if
      :: !stored -> stored = true; storedAt = seq
      :: else
      fi;
      if
      :: acknowledged = true
      :: lostAnswers < LOST_ANSWERS -> lostAnswers++
      fi
    }
  od
}

active proctype pulling() {
  byte at;
  do
  /* A page is one read, after a look at the timeline where its connection is new. */
  :: atomic {
      seq > 0 || checkpointEpoch != epoch || timeline != knownTimeline ->
#ifndef LATE_HISTORY
      compareTimeline();
#endif
      at = 1;
      if
      :: checkpointEpoch != epoch ->
        do
        :: at <= MAX -> copy[at] = body[at]; at++
        :: else -> break
        od;
#ifndef NOT_SENT_AGAIN
        if
        :: !stored -> acknowledged = false
        :: else
        fi;
#endif
        checkpointEpoch = epoch
      :: else ->
        do
        :: at <= MAX ->
          if
          :: at > checkpoint && at <= seq -> copy[at] = body[at]
          :: else
          fi;
          at++
        :: else -> break
        od
      fi;
      checkpoint = seq;
      at = 1;
      do
      :: at <= MAX ->
        if
        :: copy[at] != body[at] -> differs = true
        :: else
        fi;
        at++
      :: else -> break
      od;
      at = 0
    }
  od
}

ltl no_difference { [] !differs }
ltl record_is_kept { <> [] stored }

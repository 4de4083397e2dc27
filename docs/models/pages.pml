/*
 * Pages by seq. Two processes commit documents of one shop; a till reads whatever lies above its checkpoint, and moves the
 * checkpoint to the highest seq that it saw. Can it miss a document for good?
 *
 * It cannot if a commit holds the shop's row from taking its seq until its end, so that seqs become visible in their order,
 * and if the till's process also asks from time to time: a NOTIFY that is lost then costs time, and nothing else.
 *
 * holds
 * fails NO_SHOP_LOCK (nothing_missed): a seq is taken, and a later one becomes visible before it
 * fails NOTIFY_TRUSTED (caught_up): the till's process asks only when a NOTIFY came
 */
#define EACH 2
#define ALL (2 * EACH)

byte seq;                  /* the shop's row: the last seq that was given */
bool locked;               /* the shop's row is held */
bool visible[ALL + 1];     /* committed */
byte committed;

byte checkpoint;
byte missed;               /* documents that no page will bring any more */
bool notified;

#ifdef NO_SHOP_LOCK
#define LOCK skip
#define UNLOCK skip
#else
#define LOCK atomic { !locked -> locked = true }
#define UNLOCK locked = false
#endif

/* A database tells of a commit, or the connection that would have heard it is gone. */
inline notify() {
  if
  :: notified = true
  :: skip
  fi
}

proctype writer() {
  byte mine, done;
  do
  :: done < EACH ->
    LOCK;
    /* With the lock an aborted commit gives its seq back; it changes nothing that is visible. */
    atomic { seq++; mine = seq };
    atomic {
      visible[mine] = true;
      committed++;
      if
      :: mine <= checkpoint -> missed++
      :: else
      fi
    };
    UNLOCK;
    notify();
    done++
  :: else -> break
  od
}

inline readPage() {
  atomic {
    at = 1;
    do
    :: at <= ALL ->
      if
      :: visible[at] && at > checkpoint -> highest = at
      :: else
      fi;
      at++
    :: else -> break
    od;
    if
    :: highest > checkpoint ->
      /* What has no commit yet below the highest seq is passed by. */
      checkpoint = highest
    :: else
    fi
  }
}

proctype reader() {
  byte at, highest;
  do
  :: notified -> notified = false; readPage()
#ifndef NOTIFY_TRUSTED
  :: checkpoint < ALL -> readPage()
#endif
  od
}

init {
  atomic { run writer(); run writer(); run reader() }
}

ltl nothing_missed { [] (missed == 0) }
ltl caught_up { <> (committed == ALL && checkpoint == ALL) }

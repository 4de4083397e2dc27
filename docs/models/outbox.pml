/*
 * One record's way to one order. Two processes may hold its lease, one after the other; each may end at any moment, and
 * requests and answers may be lost. `orderCreate` takes no idempotency key.
 *
 * An attempt is stored before its request leaves, so whoever comes later knows that there may be an order, and looks it up
 * by the sale's id before it creates one. That is enough as long as a lease outlives its request. Two things break it, and
 * no clock of ours can forbid them: a process that stands still between its look at the lease and its request, and a
 * request that Shopify carries out after the client has given it up. Then Shopify must refuse a second order with the
 * same sale's id, as its unique metafield promises (`docs/first-day.md` tries it).
 *
 * holds
 * holds UNIQUE STANDS_STILL LATE
 * holds UNIQUE NO_LOOKUP
 * fails NO_LOOKUP (one_order): a second attempt creates without looking
 * fails LEASE_BY_TIME (one_order): the lease is named by its end, which two processes may share
 * fails STANDS_STILL (one_order): a request leaves later than the look at the lease
 * fails LATE (one_order): Shopify carries out what was given up
 */
#define NONE 0
#define CRASHES 2
#define LOSSES 2
#define EARLY_ENDS 2

/* Answers */
#define OPEN 0
#define MADE 1
#define TAKEN 2
#define GONE 3

byte orders;               /* those that Shopify has for the record */
byte lease = NONE;         /* in the database, with all until `settled` */
bool tried;
bool settled;

bool underWay[3];          /* a request of this process is */
byte answer[3];
byte crashes, losses, earlyEnds;
byte holder;               /* who took the lease last, whatever its name */
bool isGone[3];            /* the process ended since it took a lease */

#ifdef LEASE_BY_TIME
#define NAME 1
#else
#define NAME me
#endif

#define HOLDS (lease == NAME)

proctype process(byte me) {
  bool mayBeThere;
again:
  do
  :: atomic {
      !settled && lease == NONE && !underWay[me] ->
      lease = NAME; holder = me; isGone[me] = false;
      mayBeThere = tried; tried = true; answer[me] = OPEN
    };
    if
#ifndef NO_LOOKUP
    :: mayBeThere ->
      if
      :: atomic { orders > 0 -> if :: HOLDS -> settled = true; lease = NONE :: else fi }; goto again
      :: orders == 0
      fi
    :: !mayBeThere
#else
    :: true
#endif
    :: atomic { crashes < CRASHES -> crashes++; isGone[me] = true }; goto again
    fi;
#ifdef STANDS_STILL
    if
    :: HOLDS
    :: !HOLDS -> goto again
    fi;
    underWay[me] = true;
#else
    atomic {
      if
      :: HOLDS -> underWay[me] = true
      :: else -> goto again
      fi
    };
#endif
    if
    :: atomic { crashes < CRASHES -> crashes++; isGone[me] = true }; goto again
    :: atomic {
        answer[me] == MADE || answer[me] == TAKEN ->
        if
        :: HOLDS -> settled = true; lease = NONE
        :: else
        fi
      }
    :: atomic { answer[me] == GONE -> if :: HOLDS -> lease = NONE :: else fi }
#ifdef LATE
    :: atomic { underWay[me] && losses < LOSSES -> losses++; if :: HOLDS -> lease = NONE :: else fi }
#endif
    fi
  :: settled -> break
  od
}

/* Shopify, and the network on both ways. */
active proctype shopify() {
  byte who;
  do
  :: atomic {
      underWay[1] || underWay[2] ->
      if
      :: underWay[1] -> who = 1
      :: underWay[2] -> who = 2
      fi;
      if
      :: losses < LOSSES -> losses++; answer[who] = GONE
      :: true ->
#ifdef UNIQUE
        if
        :: orders > 0 -> answer[who] = TAKEN
        :: else -> orders++; answer[who] = MADE
        fi;
#else
        orders++; answer[who] = MADE;
#endif
        if
        :: losses < LOSSES -> losses++; answer[who] = GONE
        :: true
        fi
      fi;
      underWay[who] = false
    }
  od
}

/*
 * A lease ends by the database's clock, which is later than its request: because its process ended, or was too slow, which
 * happens now and then.
 */
active proctype expiry() {
  do
  :: atomic {
      lease != NONE && !underWay[holder] && (isGone[holder] || earlyEnds < EARLY_ENDS) ->
      if
      :: isGone[holder]
      :: else -> earlyEnds++
      fi;
      lease = NONE
    }
  od
}

init {
  atomic { run process(1); run process(2) }
}

ltl one_order { [] (orders <= 1) }
ltl settles { <> settled }

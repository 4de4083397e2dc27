/*
 * The owner of a shop: one process at a time reads Shopify for it and commits what it read. A lease is a row, on the
 * database's clock; each taking of it raises the token. A process may stand still between any two steps.
 *
 * Two things are promised. The mirror never goes back: what an owner of before read is not stored after what a later one
 * read. And two processes never both send to Shopify, which knows no tokens, as long as none stands still between its
 * look at the clock and its request; what that leaves open is the business of `outbox.pml`.
 *
 * holds
 * fails NO_FENCING (never_back): a commit does not compare the token
 * fails PROCESS_CLOCK (one_sends): a process asks its own clock, which may be ahead, whether a lease has ended
 * fails NO_GIVING_UP (one_sends): a holder that cannot renew goes on until the database tells it so
 */
#define LEASE 3
#define GIVES_UP_AFTER 2
#define AHEAD 3
#define END 9
#define VERSIONS 3
#define TAKINGS 5
#define NONE 2

byte now;                  /* the database's clock */
byte holder = NONE;
byte until;
byte token;

byte shop;                 /* the version of a document in Shopify */
byte mirror;               /* the version that the mirror has */
bool wentBack;

bool owns[2];
byte renewedAt[2];
bool both;                 /* two processes sent at a time */

#ifdef PROCESS_CLOCK
#define CLOCK(me) (now + (me == 1 -> AHEAD : 0))
#else
#define CLOCK(me) now
#endif

#ifdef NO_GIVING_UP
#define MAY_ACT(me) (owns[me])
#else
#define MAY_ACT(me) (owns[me] && now - renewedAt[me] < GIVES_UP_AFTER)
#endif

#ifdef NO_FENCING
#define IS_FRESH true
#else
#define IS_FRESH (token == mine)
#endif

proctype process(byte me) {
  byte mine, read;
  do
  :: atomic {
      !owns[me] && token < TAKINGS && (holder == NONE || CLOCK(me) > until) ->
      holder = me; until = now + LEASE; token++; mine = token;
      owns[me] = true; renewedAt[me] = now
    }
  :: atomic { owns[me] && token == mine -> until = now + LEASE; renewedAt[me] = now }
  :: atomic { owns[me] && token != mine -> owns[me] = false }
#ifndef NO_GIVING_UP
  :: atomic { owns[me] && now - renewedAt[me] >= GIVES_UP_AFTER -> owns[me] = false }
#endif
  /* It reads, may stand still for as long as it likes, and commits. */
  :: owns[me] ->
    read = shop;
    atomic {
      if
      :: IS_FRESH ->
        if
        :: read < mirror -> wentBack = true
        :: else -> mirror = read
        fi
      :: else -> owns[me] = false
      fi
    }
  /* It looks at its clock and sends. */
  :: atomic {
      MAY_ACT(me) ->
      if
      :: MAY_ACT(1 - me) -> both = true
      :: else
      fi
    }
  od
}

active proctype clock() {
  do
  :: now < END -> now++
  :: else -> break
  od
}

active proctype merchant() {
  do
  :: shop < VERSIONS -> shop++
  :: else -> break
  od
}

init {
  atomic { run process(0); run process(1) }
}

ltl never_back { [] !wentBack }
ltl one_sends { [] !both }

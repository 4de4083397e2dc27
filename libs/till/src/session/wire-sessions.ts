import type { Caches } from '../caches/caches.ts';
import { KeptPeople } from '../lock/kept-people.ts';
import { Removal } from './removal.ts';
import { SignIn } from './sign-in.ts';
import { withoutStock, withTrouble, withVerifiedTimes } from '../api/status.ts';
import type { Synchroniser } from '../sync/synchroniser.ts';
import type { TillParts } from '../open/till-parts.ts';
import { TillSessions } from './till-sessions.ts';
import type { TillStatus } from '../api/till.ts';

export interface SessionWiring {
  readonly synchroniser: Synchroniser;
  readonly show: (caches: Caches) => Promise<void>;
  readonly change: (change: (status: TillStatus) => TillStatus) => void;
  /** A person is signed in from now on; here, or in another tab. */
  readonly began: (isHere: boolean) => Promise<void>;
  readonly ended: () => void;
}

/** Connects sign-in, session and lock of a till, and the removal that runs while no person is signed in. */
export function wireSessions(parts: TillParts, wiring: SessionWiring): TillSessions {
  const { name, options, clock, cacheSets, tabs, session$, lock, pins, keys, wire } = parts;
  const { synchroniser, show, change, began, ended } = wiring;
  const { keep, shop, removeRest } = options;
  const people = new KeptPeople(keep, name);
  const removal = new Removal({
    ...{ name, keep, cacheSets, show, removeRest },
    alone: act => synchroniser.alone(act),
    tell: () => tabs.post({ kind: 'generation' }),
    removed: () => {
      people.forget();
      change(status => withVerifiedTimes(status, {}));
    },
  });
  const signIn = new SignIn({
    ...{ name, options, wire, session$, pins, keys, lock },
    caches: () => cacheSets.current,
    alone: act => synchroniser.alone(act),
    stockForgotten: () => change(withoutStock),
  });
  return new TillSessions({
    ...{ name, keep, shop, session$, lock, people, pins, wire, clock, tabs, signIn, removal, began, ended },
    failed: error => change(withTrouble(error)),
  });
}

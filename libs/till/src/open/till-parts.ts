import type { Damage } from '@tidemark/chunklog-storage';
import type { SessionResponse } from '@tidemark/protocol';
import type { BehaviorSubject, Observable } from 'rxjs';
import type { CacheSets } from '../caches/cache-sets.ts';
import type { Tabs } from '../tabs/tabs.ts';
import type { TillKeys } from '../journal/till-keys.ts';
import type { Pins } from '../lock/pin-verifier.ts';
import type { TillLock } from '../lock/till-lock.ts';
import type { SellingSession } from '../selling/selling-session.ts';
import type { TillClock } from '../api/till-clock.ts';
import type { Shown } from '../first-screen/shown.ts';
import type { TillOptions } from '../api/till.ts';
import type { Wire } from '../wire/wire.ts';

/** The parts of an open till. */
export interface TillParts {
  readonly options: Required<Omit<TillOptions, 'storage'>>;
  readonly clock: TillClock;
  readonly name: string;
  readonly tabs: Tabs;
  readonly cacheSets: CacheSets;
  readonly lock: TillLock;
  readonly pins: Pins;
  readonly keys: TillKeys;
  readonly session$: BehaviorSubject<SessionResponse | undefined>;
  readonly wire: Wire;
  readonly shown: Shown;
  readonly sellingSession: SellingSession;
  readonly damage$: Observable<Damage>;
  readonly onClose: () => void;
}

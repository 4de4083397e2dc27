import {
  getRxStorageChunklog,
  printDamage,
  type CollectionKind,
  type Damage,
  type Listing,
  type OnDamage,
} from '@tidemark/chunklog-storage';
import type { RxStorage } from 'rxdb';
import { ReplaySubject, type Observable } from 'rxjs';
import { catalogueListing } from '../catalogue/catalogue-listing.ts';
import { firstCollection } from '../first-screen/first-screen.ts';
import type { MakeRoom } from '../api/till.ts';

/** Where a till keeps what it has, and what was lost there. */
export interface TillStorage {
  readonly rx: RxStorage<unknown, unknown>;
  /** Records that the disk damaged or lost, also those found before anything subscribed. */
  readonly damage$: Observable<Damage>;
}

interface Behaviour {
  readonly kindOf: (collectionName: string) => CollectionKind;
  readonly listingOf: (collectionName: string) => Listing | undefined;
  readonly onDamage: OnDamage;
}

type Open = (behaviour: Behaviour) => RxStorage<unknown, unknown>;

/**
 * The one place that names the till's storage. By default it is the log in this browser's IndexedDB; `open` may put it
 * elsewhere.
 */
export function tillStorage(open: Open = inBrowser()): TillStorage {
  const damage$ = new ReplaySubject<Damage>();
  const rx = open({
    kindOf,
    listingOf,
    onDamage: damage => {
      printDamage(damage);
      damage$.next(damage);
    },
  });
  return { rx, damage$ };
}

/**
 * A browser says that it stored something when the operating system has it, and a power cut may still take it away.
 * Caches accept that. A record, and everything else that is not a cache, waits for the disk ([T30]).
 */
export function kindOf(collectionName: string): CollectionKind {
  return collectionName === 'cache' || collectionName === firstCollection ? 'cache' : 'precious';
}

/** Of the caches, only products are found before all is read. */
export function listingOf(collectionName: string): Listing | undefined {
  return collectionName === 'cache' ? catalogueListing : undefined;
}

/** The log in this browser's IndexedDB. */
export function inBrowser(makeRoom: MakeRoom = async () => false): Open {
  return behaviour =>
    getRxStorageChunklog({
      ...behaviour,
      makeRoom: durability => makeRoom(durability === 'strict' ? 'record' : 'cache'),
    }) as RxStorage<unknown, unknown>;
}

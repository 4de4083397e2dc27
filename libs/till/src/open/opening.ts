import { ChunklogError } from '@tidemark/chunklog-storage';
import { collectionNames } from '@tidemark/schema';
import {
  auditTime,
  debounce,
  debounceTime,
  distinctUntilChanged,
  EMPTY,
  filter,
  from,
  map,
  merge,
  startWith,
  switchMap,
  type Observable,
  type Subscription,
  withLatestFrom,
} from 'rxjs';
import type { Caches } from '../caches/caches.ts';
import type { CacheSets } from '../caches/cache-sets.ts';
import type { Shown } from '../first-screen/shown.ts';
import { verifiedTimes, withCollection, withVerifiedTimes } from '../api/status.ts';
import type { TillStatus } from '../api/till.ts';

export interface OpeningParts {
  readonly cacheSets: CacheSets;
  readonly shown: Shown;
  readonly show: (caches: Caches) => Promise<void>;
  /** Takes the caches that another tab put in use, and opens those again that are gone. */
  readonly followSwap: () => Promise<void>;
  readonly change: (change: (status: TillStatus) => TillStatus) => void;
  /** Emits when a person uses the till. */
  readonly touch$: Observable<unknown>;
}

/** Whether the first screen is right is looked at this long after a change; the disk index waits as long for a rest. */
const quietMs = 2_000;

/** Shows the first screen that was kept: it is read at once, however much the till holds. */
export async function showFirst({ cacheSets, shown, change }: OpeningParts): Promise<void> {
  const { first } = cacheSets.current;
  try {
    const screen = await first.screen();
    if (screen) shown.showFirst(screen);
    const times = await first.verifiedTimes();
    change(status => withVerifiedTimes(status, times));
  } catch (error) {
    // Damaged, or removed by another tab: the code that reads the rest finds the same, and opens it again.
    if (!(error instanceof ChunklogError)) throw error;
  }
}

/** Shows all that is stored. Rejects where it cannot be read; the till is then open with what it has. */
export async function showAll(parts: OpeningParts): Promise<void> {
  const { cacheSets, shown, change } = parts;
  const end = () => change(status => ({ ...status, opening: false }));
  try {
    await readAll(parts);
    for (const name of collectionNames) {
      const onTill = await cacheSets.current.count(name);
      change(status => withCollection(status, name, { onTill }));
    }
    void shown.catalogue.indexed.finally(end);
  } catch (error) {
    end();
    throw error;
  }
}

async function readAll(parts: OpeningParts): Promise<void> {
  const { cacheSets, show, followSwap } = parts;
  const caches = cacheSets.current;
  try {
    await forgetIfEmpty(caches, parts);
    await show(caches);
  } catch (error) {
    if (caches === cacheSets.current && !(await caches.areGone())) throw error;
    await followSwap();
    await forgetIfEmpty(cacheSets.current, parts);
  }
}

/**
 * Keeps three things for the next opening: the first screen, when it was verified, and where products are on the disk.
 */
export function keepFirst(
  { cacheSets, shown, touch$ }: OpeningParts,
  opened: Promise<void>,
  status$: Observable<TillStatus>,
  leads: () => boolean,
): Subscription {
  const keep = (act: (caches: Caches) => Promise<void>): void => {
    // A failure here only makes the next opening slower.
    if (leads()) void act(cacheSets.current).catch(() => undefined);
  };
  // Customers and orders may still be on their way; the catalogue says nothing of those.
  const keepScreen = async (caches: Caches) => {
    await shown.settled();
    await caches.keepScreen(() => shown.firstScreen);
  };
  const seen$ = merge(shown.catalogue.changed$, shown.settings$);
  const times$ = status$.pipe(
    map(verifiedTimes),
    distinctUntilChanged((a, b) => JSON.stringify(a) === JSON.stringify(b)),
    debounceTime(quietMs),
  );
  const isIdle$ = status$.pipe(map(({ opening, syncing }) => !opening && syncing.length === 0));
  const idle$ = merge(isIdle$.pipe(distinctUntilChanged()), seen$).pipe(
    debounce(() => touch$.pipe(startWith(undefined), debounceTime(quietMs))),
    withLatestFrom(isIdle$),
    filter(([, isIdle]) => isIdle),
  );
  const opened$ = from(opened.then(() => true).catch(() => false));
  const keeping = opened$
    .pipe(switchMap(isOpen => (isOpen ? seen$.pipe(auditTime(quietMs)) : EMPTY)))
    .subscribe(() => keep(keepScreen));
  keeping.add(times$.subscribe(times => keep(({ first }) => first.keepVerifiedTimes(times))));
  // It reads what is stored once more: not beside a sync, nor while a cashier works.
  keeping.add(idle$.subscribe(() => keep(caches => caches.keepDiskIndex())));
  return keeping;
}

/** [T37] Caches that were dropped must not be shown, nor called verified. */
async function forgetIfEmpty(caches: Caches, { change }: OpeningParts): Promise<void> {
  if ((await caches.place('products')) !== undefined || (await caches.count('products')) > 0) return;
  await caches.first.forget();
  change(status => withVerifiedTimes(status, {}));
}

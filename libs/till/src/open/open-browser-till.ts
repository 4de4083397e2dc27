import { BehaviorSubject } from 'rxjs';
import { BrowserTill } from './browser-till.ts';
import { openAll } from './closing.ts';
import { CacheSets } from '../caches/cache-sets.ts';
import { readSession } from '../session/kept-session.ts';
import { tillIdKey, tillName } from '../browser/kept.ts';
import type { Tabs } from '../tabs/tabs.ts';
import { browserKeyPlace, type KeyPlace } from '../journal/key-place.ts';
import { TillKeys } from '../journal/till-keys.ts';
import { browserPinKey } from '../lock/pin-key.ts';
import { webPins, type Pins } from '../lock/pin-verifier.ts';
import { TillLock } from '../lock/till-lock.ts';
import { watchAnswers, type Heard } from '../lock/watch-answers.ts';
import { SellingSession, type DurabilityOptions } from '../selling/selling-session.ts';
import { ServerClock } from '../wire/server-clock.ts';
import { Shown } from '../first-screen/shown.ts';
import type { TillStorage } from '../caches/storage.ts';
import { whyKept } from '../session/till-sessions.ts';
import type { TillOptions } from '../api/till.ts';
import type { Keep } from '../browser/keep.ts';
import { Wire } from '../wire/wire.ts';

/** What surrounds a till in its page. */
export interface Surroundings {
  readonly openTabs: (name: string, keep: Keep) => Promise<Tabs>;
  /** Whether other tabs write into the same storages, so RxDB must tell them. */
  readonly multiInstance: boolean;
  /** Tells one PIN from another without keeping it. Default: the browser's cryptography. */
  readonly pins?: Pins;
  /** Where this browser keeps the till's key. Default: IndexedDB. */
  readonly keyPlaceOf?: (name: string) => KeyPlace;
  readonly durabilityOf: (name: string) => Promise<DurabilityOptions>;
  /** The till is being closed: a caller that wants one from now on opens another. */
  readonly onClose?: () => void;
}

/**
 * Opens all parts of a till, records before anything is shown, and begins. If one cannot be opened, none stays open.
 */
export async function openBrowserTill(
  given: Required<Omit<TillOptions, 'storage'>>,
  storage: TillStorage,
  {
    openTabs,
    multiInstance,
    pins: ownPins,
    keyPlaceOf = browserKeyPlace,
    durabilityOf,
    onClose = () => undefined,
  }: Surroundings,
): Promise<BrowserTill> {
  const name = tillName(given);
  const pins = ownPins ?? webPins(browserPinKey(name));
  const clock = new ServerClock(given.keep, name, given.now);
  const { keep, shop, touch$, wake$ } = given;
  // The till hears answers once it is there; earlier answers say nothing of the sign-in.
  let heard: Heard = deaf;
  const watched = watchAnswers(clock.watch(given.fetch), () => heard);
  const options = { ...given, now: clock.now, fetch: watched };
  return openAll(async opened => {
    const tabs = opened(await openTabs(name, options.keep));
    const cacheSets = opened(
      await CacheSets.open({
        name,
        storage: storage.rx,
        keep: options.keep,
        multiInstance,
        leads: tabs.leads,
        exclusively: act => tabs.exclusively(act),
      }),
    );
    const kept = readSession(keep, name, shop);
    const held = kept === 'broken' ? undefined : kept;
    const why = kept === 'broken' ? kept : whyKept(keep, name);
    const lock = opened(new TillLock({ name, keep, clock, pins, touch$, wake$, every }, held, why));
    const session$ = new BehaviorSubject(held?.session);
    const keys = new TillKeys(keyPlaceOf(name));
    const key = async () => (await keys.own())?.key;
    const isConfirmed = () => lock.isConfirmed;
    const wire = opened(
      new Wire(options.server, options.fetch, () => session$.value?.token, key, isConfirmed),
    );
    const shown = new Shown();
    const sellingSession = opened(
      await SellingSession.open({
        name,
        options,
        storage,
        multiInstance,
        durability: await durabilityOf(name),
        wire,
        shown,
        session: () => session$.value,
        caches: () => cacheSets.current,
        keys,
        isConfirmed,
        clockCorrection: clock.correction,
        tillId: () => keep.get(tillIdKey(name)),
      }),
    );
    const till = opened(
      new BrowserTill({
        options,
        clock,
        name,
        tabs,
        cacheSets,
        lock,
        pins,
        keys,
        session$,
        wire,
        shown,
        sellingSession,
        damage$: storage.damage$,
        onClose,
      }),
    );
    heard = till.heard;
    await till.begin();
    return till;
  });
}

const deaf: Heard = {
  confirmed: () => undefined,
  refused: () => undefined,
  blocked: () => undefined,
  taken: () => undefined,
};

function every(ms: number, act: () => void): () => void {
  const timer = setInterval(act, ms);
  return () => clearInterval(timer);
}

import { BehaviorSubject } from 'rxjs';
import { BrowserTill } from './browser-till.ts';
import { openAll } from './closing.ts';
import { Generations } from './generations.ts';
import { readSession, tillName } from './kept.ts';
import type { Tabs } from './leadership.ts';
import { SellingDesk, type Refuge } from './selling-desk.ts';
import { ServerClock } from './server-clock.ts';
import { Shown } from './shown.ts';
import type { TillStorage } from './storage.ts';
import type { Keep, TillOptions } from './till.ts';
import { Wire } from './wire.ts';

/** What is around a till in its page. */
export interface Surroundings {
  readonly openTabs: (name: string, keep: Keep) => Promise<Tabs>;
  /** Whether other tabs write into the same storages, and RxDB has to tell them. */
  readonly multiInstance: boolean;
  readonly openRefuge: (name: string) => Promise<Refuge>;
  /** The till is being closed: whoever wants one from now on opens another. */
  readonly onClose?: () => void;
}

/** Opens everything that a till is made of, promises before anything is shown, and begins. What cannot be opened leaves nothing open. */
export async function openBrowserTill(
  given: Required<Omit<TillOptions, 'storage'>>,
  storage: TillStorage,
  { openTabs, multiInstance, openRefuge, onClose = () => undefined }: Surroundings,
): Promise<BrowserTill> {
  const name = tillName(given);
  const clock = new ServerClock(given.keep, name, given.now);
  const options = { ...given, now: clock.now, fetch: clock.watch(given.fetch) };
  return openAll(async opened => {
    const tabs = opened(await openTabs(name, options.keep));
    const generations = opened(
      await Generations.open({
        name,
        storage: storage.rx,
        keep: options.keep,
        multiInstance,
        leads: tabs.leads,
        exclusively: act => tabs.exclusively(act),
      }),
    );
    const session$ = new BehaviorSubject(readSession(options.keep, name));
    const wire = opened(new Wire(options.server, options.fetch, () => session$.value?.token));
    const shown = new Shown();
    const desk = opened(
      await SellingDesk.open({
        name,
        options,
        storage,
        multiInstance,
        refuge: await openRefuge(name),
        wire,
        shown,
        session: () => session$.value,
        caches: () => generations.current,
      }),
    );
    const till = opened(
      new BrowserTill({
        options,
        clock,
        name,
        tabs,
        generations,
        session$,
        wire,
        shown,
        desk,
        damage$: storage.damage$,
        onClose,
      }),
    );
    await till.begin();
    return till;
  });
}

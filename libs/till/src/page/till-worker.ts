import { expose, proxy } from 'comlink';
import type { TillOptions } from '../api/till.ts';
import { openTill } from '../open/open-till.ts';
import { hosted, type HostedTill } from './hosted-till.ts';
import { WorkerKeep } from './page-keep.ts';
import { passOurValues } from './wire-values.ts';
import type { ReadyMessage, TillWorker } from './worker-words.ts';

/** Opens a till in this page itself. */
export async function openHosted(options: TillOptions): Promise<HostedTill> {
  return hosted(await openTill(options));
}

/** Runs in a worker: opens one till when its page asks for it. */
export function serveTill(): void {
  passOurValues();
  let keep: WorkerKeep | undefined;
  const worker: TillWorker = {
    open: async ({ kept, ...where }, wake$, touch$, page) => {
      keep = new WorkerKeep(page, kept);
      const till = await openHosted({
        ...where,
        ...(wake$ && { wake$ }),
        ...(touch$ && { touch$ }),
        keep,
        makeRoom: what => page.makeRoom(what),
        removeRest: () => page.removeRest(),
      });
      return proxy(till);
    },
    keptElsewhere: news => keep?.take(news),
  };
  expose(worker);
  const alive = `tidemark-worker-${crypto.randomUUID()}`;
  void navigator.locks.request(alive, () => {
    globalThis.postMessage({ tidemarkTill: alive } satisfies ReadyMessage);
    // Held until the worker ends.
    return new Promise(() => undefined);
  });
}

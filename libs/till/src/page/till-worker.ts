import { expose, proxy } from 'comlink';
import type { TillOptions } from '../api/till.ts';
import { openTill } from '../open/open-till.ts';
import { hosted, type HostedTill } from './hosted-till.ts';
import { WorkerKeep } from './page-keep.ts';
import { passOurValues } from './wire-values.ts';
import { readyMessage, type TillWorker } from './worker-words.ts';

/** Opens a till in this page itself. */
export async function openHosted(options: TillOptions): Promise<HostedTill> {
  return hosted(await openTill(options));
}

/** Runs in a worker: opens one till when its page asks for it. */
export function serveTill(): void {
  passOurValues();
  let keep: WorkerKeep | undefined;
  const worker: TillWorker = {
    open: async ({ kept, alive, ...where }, wake$, touch$, page) => {
      holdForEver(alive);
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
  globalThis.postMessage(readyMessage);
}

function holdForEver(lock: string): void {
  void navigator.locks.request(lock, () => new Promise(() => undefined));
}

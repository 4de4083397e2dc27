import type { ReadyMessage } from './worker-words.ts';

/** A worker that can be called. */
export interface ReadyWorker {
  readonly worker: Worker;
  /** A lock that it holds as long as it runs. */
  readonly alive: string;
}

/** A worker that was not ready by then ended before it could say so, or is too slow to be of use. */
const patienceMs = 30_000;

/**
 * The worker that `start` starts, once it can be called; it calls `serveTill`. Undefined where none may run: the policy
 * of the page forbids it, its program cannot be loaded, or the browser has no locks, by which a page learns that its
 * worker ended.
 */
export async function readyWorker(start: () => Worker): Promise<ReadyWorker | undefined> {
  if (typeof navigator === 'undefined' || !navigator.locks) return undefined;
  try {
    const worker = start();
    const alive = await new Promise<string | undefined>(resolve => {
      worker.addEventListener('message', ({ data }: MessageEvent<Partial<ReadyMessage> | null>) => {
        if (data?.tidemarkTill !== undefined) resolve(data.tidemarkTill);
      });
      worker.addEventListener('error', () => resolve(undefined), { once: true });
      setTimeout(() => resolve(undefined), patienceMs);
    });
    if (alive !== undefined) return { worker, alive };
    worker.terminate();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
  return undefined;
}

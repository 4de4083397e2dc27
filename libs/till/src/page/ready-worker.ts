import { readyMessage } from './worker-words.ts';

/**
 * The worker that `start` starts, once it can be called; it calls `serveTill`. Undefined where none may run: the policy
 * of the page forbids it, its program cannot be loaded, or the browser has no locks, by which a page learns that its
 * worker ended.
 */
export async function readyWorker(start: () => Worker): Promise<Worker | undefined> {
  if (typeof navigator === 'undefined' || !navigator.locks) return undefined;
  try {
    const worker = start();
    const isReady = await new Promise<boolean>(resolve => {
      worker.addEventListener('message', ({ data }) => data === readyMessage && resolve(true));
      worker.addEventListener('error', () => resolve(false), { once: true });
    });
    if (isReady) return worker;
    worker.terminate();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
  return undefined;
}

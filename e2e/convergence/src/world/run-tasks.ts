import { Worker } from 'node:worker_threads';
import type { SeedResult, SeedTask } from './run-worker.ts';

/**
 * Runs worlds in so many threads beside each other, until there are no more or `onResult` answers false. Threads, since
 * a world in which a till is closed in the middle of a read leaves promises that reject and that nobody waits for.
 */
export async function runTasks(
  tasks: Iterable<SeedTask>,
  jobs: number,
  onResult: (result: SeedResult) => boolean,
): Promise<void> {
  const queue = tasks[Symbol.iterator]();
  let goesOn = true;
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL('./run-worker.ts', import.meta.url));
    try {
      for (let next = queue.next(); goesOn && !next.done; next = queue.next()) {
        const result = await answerOf(worker, next.value);
        goesOn = onResult(result) && goesOn;
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
}

function answerOf(worker: Worker, task: SeedTask): Promise<SeedResult> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => reject(error as Error);
    worker.once('error', fail);
    worker.once('message', (result: SeedResult) => {
      worker.off('error', fail);
      resolve(result);
    });
    worker.postMessage(task);
  });
}

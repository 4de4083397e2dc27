import { Worker } from 'node:worker_threads';
import type { SeedResult, SeedTask } from './run-worker.ts';

/** A thread is let go after so many worlds: what a till that was torn down in the middle leaves behind adds up. */
const worldsPerThread = 100;
/** A world that has not ended by then never will: that is a failure, and its thread is let go. */
const patienceMs = 180_000;

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
    let worker = newWorker();
    try {
      let worlds = 0;
      for (let next = queue.next(); goesOn && !next.done; next = queue.next()) {
        if (++worlds % worldsPerThread === 0) {
          await worker.terminate();
          worker = newWorker();
        }
        const result = await answerOf(worker, next.value);
        if (result.failures.includes(neverEnded)) {
          await worker.terminate();
          worker = newWorker();
        }
        goesOn = onResult(result) && goesOn;
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
}

function newWorker(): Worker {
  return new Worker(new URL('./run-worker.ts', import.meta.url));
}

const neverEnded = `it did not end within ${patienceMs / 1000} s`;

function answerOf(worker: Worker, task: SeedTask): Promise<SeedResult> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => reject(error as Error);
    const late = setTimeout(() => {
      worker.off('error', fail);
      resolve({ seed: task.seed, failures: [neverEnded], shrunk: [] });
    }, patienceMs);
    worker.once('error', fail);
    worker.once('message', (result: SeedResult) => {
      clearTimeout(late);
      worker.off('error', fail);
      resolve(result);
    });
    worker.postMessage(task);
  });
}

import { Worker } from 'node:worker_threads';
import type { SeedResult, SeedTask } from './run-seed.ts';

/** How many steps a world has. */
export const stepCount = 10;

/** Runs worlds in `jobs` parallel threads; a failure of one does not affect the others. */
export async function runTasks(
  tasks: readonly SeedTask[],
  jobs: number,
  onResult: (result: SeedResult) => void = () => undefined,
): Promise<readonly SeedResult[]> {
  const queue = [...tasks];
  const results: SeedResult[] = [];
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL('./run-seed.ts', import.meta.url));
    try {
      for (let task = queue.shift(); task; task = queue.shift()) {
        const result = await answerOf(worker, task);
        results.push(result);
        onResult(result);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return results;
}

/** The command that replays a failing world. */
export function replayOf(seed: number, steps = stepCount): string {
  return `npm run sim:rxdb -- --seed ${seed} --steps ${steps}`;
}

function answerOf(worker: Worker, task: SeedTask): Promise<SeedResult> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (result: SeedResult) => {
      worker.off('error', reject);
      resolve(result);
    });
    worker.postMessage(task);
  });
}

import { Worker } from 'node:worker_threads';
import type { SeedResult, SeedTask } from './run-worker.ts';

/** A thread ends after this many worlds: what tills leave behind that were torn down midway adds up. */
const worldsPerThread = 100;
/** A world that has not ended by then never will: that is a failure, and its thread ends. */
const patienceMs = 180_000;
const neverEnded = `it did not end within ${patienceMs / 1000} s`;

/**
 * Runs worlds in this many parallel threads, until there are no more or `onResult` returns false. It uses threads,
 * since a till that is closed during a read leaves unhandled rejections.
 */
export async function runTasks(
  tasks: Iterable<SeedTask>,
  jobs: number,
  onResult: (result: SeedResult) => boolean,
): Promise<void> {
  await using threads = new WorldThreads(jobs);
  await threads.run(tasks, onResult);
}

/** The threads of `runTasks`, kept for more than one list of tasks: to start one takes as long as a few worlds. */
export class WorldThreads implements AsyncDisposable {
  readonly #threads: readonly WorldThread[];

  constructor(jobs: number) {
    this.#threads = Array.from({ length: jobs }, () => new WorldThread());
  }

  /** Runs these worlds, until there are no more or `onResult` returns false. Call it for one list after the other. */
  async run(tasks: Iterable<SeedTask>, onResult: (result: SeedResult) => boolean): Promise<void> {
    const queue = tasks[Symbol.iterator]();
    let goesOn = true;
    const work = async (thread: WorldThread): Promise<void> => {
      for (let next = queue.next(); goesOn && !next.done; next = queue.next())
        goesOn = onResult(await thread.run(next.value)) && goesOn;
    };
    await Promise.all(this.#threads.map(work));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#threads.map(thread => thread.end()));
  }
}

/** One thread, started when there is a world for it. */
class WorldThread {
  #worker: Worker | undefined;
  #worlds = 0;

  async run(task: SeedTask): Promise<SeedResult> {
    if (++this.#worlds % worldsPerThread === 0) await this.end();
    this.#worker ??= new Worker(new URL('./run-worker.ts', import.meta.url));
    const result = await answerOf(this.#worker, task);
    if (result.failures.includes(neverEnded)) await this.end();
    return result;
  }

  async end(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = undefined;
  }
}

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

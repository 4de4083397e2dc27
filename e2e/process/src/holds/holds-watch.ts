/**
 * Loaded into a process before its main file (`--import`): notes the longest times that its event loop was held, and
 * writes them into `HOLDS_FILE` each second. `wallMs` includes time that other processes and the disk took; `workMs` is
 * the longest that the thread itself worked without yielding.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

export interface Holds {
  readonly wallMs: number;
  readonly workMs: number;
  /** How often the thread worked for more than `longMs` at a time. */
  readonly long: number;
}

/** The longest that any work may hold the event loop. */
export const longMs = 50;

const file = process.env['HOLDS_FILE'];
if (isMainThread && file !== undefined) watch(file);

function watch(into: string): void {
  let worst: Holds = { wallMs: 0, workMs: 0, long: 0 };
  let [last, cpu, written] = [performance.now(), process.threadCpuUsage(), performance.now()];
  const begin = (): void => {
    cpu = process.threadCpuUsage();
    last = performance.now();
  };
  const look = (): void => {
    const { user, system } = process.threadCpuUsage(cpu);
    const wallMs = performance.now() - last - 1;
    const workMs = Math.min(Math.max(0, wallMs), (user + system) / 1000);
    worst = {
      wallMs: Math.max(worst.wallMs, wallMs),
      workMs: Math.max(worst.workMs, workMs),
      long: worst.long + (workMs > longMs ? 1 : 0),
    };
    if (last - written > 1000) {
      writeFileSync(`${into}.part`, JSON.stringify(worst));
      renameSync(`${into}.part`, into);
      written = last;
    }
    begin();
    setTimeout(look, 1).unref();
  };
  // No request waits for the start itself.
  setTimeout(
    () => {
      begin();
      look();
    },
    Number(process.env['HOLDS_AFTER_MS'] ?? 0),
  ).unref();
}

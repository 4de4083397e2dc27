/**
 * Loaded into a server's process before its main file (`--import`): notes the longest times that its event loop was held, and
 * writes them into `HOLDS_FILE` each second. `wallMs` has in it what the machine gave to others, `cpuMs` has not: the
 * longest that the thread itself worked without letting anybody else in.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

export interface Holds {
  readonly wallMs: number;
  readonly cpuMs: number;
  /** How often the thread itself worked for more than `longMs` at a time. */
  readonly long: number;
}

/** What nobody may hold the event loop for. */
export const longMs = 50;

const file = process.env['HOLDS_FILE'];
if (isMainThread && file !== undefined) watch(file);

function watch(into: string): void {
  let worst: Holds = { wallMs: 0, cpuMs: 0, long: 0 };
  let [last, cpu, written] = [performance.now(), process.threadCpuUsage(), performance.now()];
  const look = (): void => {
    const { user, system } = process.threadCpuUsage(cpu);
    const [wallMs, cpuMs] = [performance.now() - last - 1, (user + system) / 1000];
    const isLong = Math.min(wallMs, cpuMs) > longMs;
    worst = {
      wallMs: Math.max(worst.wallMs, wallMs),
      cpuMs: Math.max(worst.cpuMs, Math.min(wallMs, cpuMs)),
      long: worst.long + (isLong ? 1 : 0),
    };
    if (performance.now() - written > 1000) {
      writeFileSync(`${into}.part`, JSON.stringify(worst));
      renameSync(`${into}.part`, into);
      written = performance.now();
    }
    [last, cpu] = [performance.now(), process.threadCpuUsage()];
    setTimeout(look, 1).unref();
  };
  // What the start itself takes is nobody's wait.
  setTimeout(() => {
    [last, cpu] = [performance.now(), process.threadCpuUsage()];
    look();
  }, Number(process.env['HOLDS_AFTER_MS'] ?? 0)).unref();
}

import { existsSync, readFileSync } from 'node:fs';

/** What a server reports, and the system reports of it, at one moment. */
export interface ServerReading {
  readonly at: number;
  /** Number of webhooks answered within this many seconds, by the server's own count. */
  readonly within: ReadonlyMap<number, number>;
  /** The 99th percentile of its event loop's delay since the previous reading. */
  readonly lateMs: number;
  /** Milliseconds that its main thread ran, and below, those that it was ready and waited for a processor. */
  readonly onProcessorMs: number;
  readonly waitedMs: number | undefined;
}

export async function readServer(origin: string, pid: number): Promise<ServerReading> {
  const text = await (await fetch(`${origin}/metrics`)).text();
  const buckets = text.matchAll(
    /^tidemark_request_seconds_bucket\{le="([^"]+)".*route="\/webhooks\/shopify".*\} (\d+)$/gm,
  );
  const late = /^nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(text)?.[1];
  const [onProcessor, waited] = schedule(pid);
  return {
    at: Date.now(),
    within: new Map(
      [...buckets].map(([, le, count]) => [le === '+Inf' ? Infinity : Number(le), Number(count)]),
    ),
    lateMs: Number(late) * 1000,
    onProcessorMs: onProcessor,
    waitedMs: waited,
  };
}

/** What happened between two readings, in words. */
export function serverWords(before: ServerReading, after: ServerReading, limitMs: number): string {
  const count = (le: number) => (after.within.get(le) ?? 0) - (before.within.get(le) ?? 0);
  const total = count(Infinity);
  const p99 = [...after.within.keys()].find(le => count(le) >= total * 0.99) ?? Infinity;
  const share = (ms: number) => `${((ms / (after.at - before.at)) * 100).toFixed(0)} %`;
  const waited =
    after.waitedMs === undefined || before.waitedMs === undefined
      ? 'unknown here'
      : share(after.waitedMs - before.waitedMs);
  return (
    `${((count(limitMs / 1000) / total) * 100).toFixed(2)} % within ${limitMs} ms, p99 at most ${p99 * 1000} ms; ` +
    `event loop late by ${after.lateMs.toFixed(0)} ms at p99; ` +
    `its main thread had a processor ${share(after.onProcessorMs - before.onProcessorMs)} of the time, waited for one ${waited}`
  );
}

/** Milliseconds that a thread ran and waited; Linux counts them in nanoseconds. */
function schedule(pid: number): readonly [number, number | undefined] {
  const file = `/proc/${pid}/schedstat`;
  if (!existsSync(file)) return [0, undefined];
  const [ran = 0, waited] = readFileSync(file, 'utf8').split(' ').map(Number);
  return [ran / 1e6, waited === undefined ? undefined : waited / 1e6];
}

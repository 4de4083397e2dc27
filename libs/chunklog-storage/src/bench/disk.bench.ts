/**
 * Where a till's log could be: a record for each chunk in IndexedDB, from the page or from a worker, or the end of a file
 * (the sync access handle of the origin's file system), which only a worker has. Chunks as a first sync writes them, and
 * records as a sale does, durable. Each against IndexedDB in the page, in the same run.
 */
import type { Page } from '@playwright/test';
import { pageBundle } from '../page-bundle.ts';
import { launchBrowser } from './bench-browser.ts';
import { serveScript } from './bench-server.ts';
import type { Disk, DiskTimes, DiskWork } from './disk-bench-page.ts';

declare global {
  var disk: Record<'work' | 'workInWorker', (task: DiskWork) => Promise<DiskTimes>>;
}

const rounds = 3;
const loads = {
  'chunks of 512 kB': { count: 80, length: 512 * 1024, isDurable: false },
  'chunks of 512 kB, durable': { count: 40, length: 512 * 1024, isDurable: true },
  'records of 2 kB, durable': { count: 300, length: 2 * 1024, isDurable: true },
} as const;
const ways: readonly { readonly name: string; readonly by: 'work' | 'workInWorker'; readonly disk: Disk }[] =
  [
    { name: 'IndexedDB in the page', by: 'work', disk: 'indexeddb' },
    { name: 'IndexedDB in a worker', by: 'workInWorker', disk: 'indexeddb' },
    { name: 'file in a worker', by: 'workInWorker', disk: 'opfs' },
  ];

const server = await serveScript(await pageBundle(new URL('disk-bench-page.ts', import.meta.url)));
const browser = await launchBrowser();
try {
  const page = await browser.newPage();
  await page.goto(server.origin);
  await page.waitForFunction(() => 'disk' in globalThis);
  for (const [name, load] of Object.entries(loads)) await measure(page, name, load);
} finally {
  await browser.close();
  server.close();
}

async function measure(page: Page, name: string, load: Omit<DiskWork, 'disk'>): Promise<void> {
  const times = new Map<string, DiskTimes[]>(ways.map(way => [way.name, []]));
  // In turns: what else the machine does meets each of them.
  for (let round = 0; round < rounds; round++)
    for (const way of ways)
      times.get(way.name)?.push(await doWork(page, way.by, { ...load, disk: way.disk }));
  console.log(`\n${name}: ${load.count} writes`);
  const all = (each: readonly DiskTimes[]) => median(each.map(({ writes }) => sum(writes)));
  const limit = all(times.get(ways[0]?.name ?? '') ?? []);
  for (const [way, each] of times) {
    const writes = each.flatMap(one => one.writes).toSorted((a, b) => a - b);
    const at = (share: number) => (writes[Math.ceil(writes.length * share) - 1] ?? Number.NaN).toFixed(1);
    const read = median(each.map(one => one.read));
    console.log(
      `  ${way}: ${all(each).toFixed(0)} ms (${(all(each) / limit).toFixed(2)} ×), one p50 ${at(0.5)}, p95 ${at(0.95)} ms; read back in ${read.toFixed(0)} ms`,
    );
  }
}

function doWork(page: Page, by: 'work' | 'workInWorker', task: DiskWork): Promise<DiskTimes> {
  return page.evaluate(([where, what]) => globalThis.disk[where](what), [by, task] as const);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}

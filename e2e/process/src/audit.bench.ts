/**
 * The audit of a large shop that finds nothing: what it costs in Shopify's points, how long it takes, and what memory
 * the server holds before, during and after. `BENCH_PRODUCTS` sizes the shop (default 25,000: 100,000 variants).
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Premises } from './premises.ts';
import { Reader } from './reader.ts';

const products = Number(process.env['BENCH_PRODUCTS'] ?? 25_000);
const sampleMs = 100;
const patienceMs = 900_000;

interface Memory {
  readonly rss: number;
  readonly heap: number;
}

await using premises = await Premises.open({ products });
const began = Date.now();
const server = await premises.startServer();
const reader = await Reader.signIn(premises.origin, patienceMs);
await reader.audit(patienceMs);
console.log(`the server is there, has imported and audited once: ${seconds(Date.now() - began)}`);

for (const [name, collect] of [
  ['first', false],
  ['second', true],
] as const) {
  if (collect) await new Promise(resolve => setTimeout(resolve, 5_000));
  resetPeak(server.pid);
  const before = await memory();
  const cost = await premises.cost();
  const samples: Memory[] = [];
  const sampling = setInterval(() => void memory().then(each => samples.push(each)), sampleMs);
  const startedAt = Date.now();
  const report = await reader.audit(patienceMs);
  const ms = Date.now() - startedAt;
  clearInterval(sampling);
  const after = await memory();
  const all = Object.values(report.collections);
  const sum = (what: 'compared' | 'repaired') => all.reduce((total, each) => total + each[what], 0);
  const spent = await premises.cost();
  const most = (what: keyof Memory) =>
    Math.max(before[what], after[what], ...samples.map(each => each[what]));
  console.log(
    `${name} audit: ${sum('compared').toLocaleString('en')} documents compared, ${sum('repaired')} repaired, ${seconds(ms)}, ${spent - cost} points`,
  );
  console.log(
    `  resident: ${megabytes(before.rss)} before, ${megabytes(peak(server.pid) ?? most('rss'))} at most, ${megabytes(after.rss)} after; ` +
      `heap used: ${megabytes(before.heap)} before, ${megabytes(most('heap'))} at most, ${megabytes(after.heap)} after`,
  );
}

async function memory(): Promise<Memory> {
  const text = await (await fetch(`${premises.origin}/metrics`)).text();
  const gauge = (name: string) => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
  return { rss: gauge('process_resident_memory_bytes'), heap: gauge('nodejs_heap_size_used_bytes') };
}

/** Resets the system's count of a process's peak memory, where it can. */
function resetPeak(pid: number): void {
  const file = `/proc/${pid}/clear_refs`;
  if (existsSync(file)) writeFileSync(file, '5');
}

/** A process's peak memory in bytes since `resetPeak`; undefined where the system does not tell. */
function peak(pid: number): number | undefined {
  const file = `/proc/${pid}/status`;
  const found = existsSync(file) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(file, 'utf8')) : undefined;
  return found ? Number(found[1]) * 1024 : undefined;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

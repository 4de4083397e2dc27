/**
 * How long an edit in Shopify takes to reach the mirror, where any till can pull it: when nothing else happens, and
 * while the mirror is compared with Shopify. Also, the longest that the server and the simulated shop took to answer a
 * trivial request. `BENCH_PRODUCTS` sizes the shop (default 25,000: 100,000 variants).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Premises } from './premises.ts';
import { Reader } from './reader.ts';

const products = Number(process.env['BENCH_PRODUCTS'] ?? 25_000);
const editsWhenQuiet = 10;
const patienceMs = 900_000;

await using premises = await Premises.open({ products });
await premises.startServer();
const reader = await Reader.signIn(premises.origin, patienceMs);
await reader.audit(patienceMs);
const edited = await premises.shop.create('Edited during the audit', '4006381333931');

let made = 0;
let checkpoint = await reader.end('products');
const quiet = await measured('with nothing else', edits => edits.length >= editsWhenQuiet);
let isOver = false;
const auditing = reader.audit(patienceMs).finally(() => (isOver = true));
const startedAt = Date.now();
const audited = await measured('during an audit', () => isOver);
await auditing;
console.log(`the audit took ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
console.log(`the slowest edit during an audit: ${(audited / quiet).toFixed(1)} times the slowest without`);

/** Edits one after the other until `isDone`; returns how long the slowest took. */
async function measured(when: string, isDone: (edits: readonly number[]) => boolean): Promise<number> {
  const stop = new AbortController();
  const server = slowestAnswer(`${premises.origin}/readyz`, stop.signal);
  const shop = slowestAnswer(`${premises.shop.origin}/_sim/faults`, stop.signal);
  const edits: number[] = [];
  while (!isDone(edits)) edits.push(await edit());
  stop.abort();
  const sorted = edits.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
  console.log(
    `${when}: ${edits.length} edits visible after ${at(0.5)} ms (median), ${at(0.95)} ms (95 %), ${at(1)} ms (most); ` +
      `slowest answer: server ${Math.round(await server)} ms, shop ${Math.round(await shop)} ms`,
  );
  return at(1);
}

/** Milliseconds from Shopify's answer to an edit until the mirror has it. */
async function edit(): Promise<number> {
  const title = `Edit ${++made}`;
  await premises.shop.retitle(edited.id, title);
  const doneAt = performance.now();
  for (;;) {
    const page = await reader.changesAfter('products', checkpoint);
    checkpoint = page.checkpoint;
    if (page.documents.some(each => 'title' in each && each.title === title))
      return performance.now() - doneAt;
    await sleep(10);
  }
}

/** Repeats a request until aborted. Returns how long the slowest answer took. */
async function slowestAnswer(url: string, signal: AbortSignal): Promise<number> {
  let slowest = 0;
  while (!signal.aborted) {
    const askedAt = performance.now();
    await (await fetch(url)).arrayBuffer();
    slowest = Math.max(slowest, performance.now() - askedAt);
    await sleep(5);
  }
  return slowest;
}

/** Commits and searches of the mirror. Its pages are measured by pages.bench.ts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aProduct, aVariant } from '@tidemark/schema/testing';
import type { Change } from '../contract/mirror.ts';
import { openSqliteMirror } from '../sqlite/open.ts';

const shop = 'bench.myshopify.com';
const total = 25_000;
const variantsEach = 4;
const folder = mkdtempSync(join(tmpdir(), 'mirror-bench-'));
const file = join(folder, 'mirror.sqlite');

function product(n: number, { at = 0, title = 'Product', price = 100 } = {}): Change {
  const variants = Array.from({ length: variantsEach }, (_, v) =>
    aVariant({ id: `${n}-${v}`, barcode: `40${n}${v}`, position: v + 1, price }),
  );
  const document = aProduct({ id: String(n), title: `${title} number ${n}`, variants });
  return { kind: 'present', document, scope: '', sourceUpdatedAt: at + n, readAt: at + n };
}

const store = await openSqliteMirror({ file, newEpoch: () => 'e1' });

/** Commits all products as they are then; returns the milliseconds. */
async function commitAll(change: Parameters<typeof product>[1] = {}): Promise<number> {
  const began = performance.now();
  for (let start = 0; start < total; start += 250) {
    const batch = Array.from({ length: 250 }, (_, n) => product(start + n, change));
    await store.mirror.commit(shop, 'products', batch);
  }
  return performance.now() - began;
}

const commitMs = await commitAll();
const renameMs = await commitAll({ at: total, title: 'Renamed' });
const repriceMs = await commitAll({ at: 2 * total, title: 'Renamed', price: 200 });

// Words that no document has: every row is searched. Measures the longest time that nothing else got a turn.
let [longest, last] = [0, performance.now()];
let turn = setImmediate(function look() {
  longest = Math.max(longest, performance.now() - last);
  last = performance.now();
  turn = setImmediate(look);
});
const searching = performance.now();
await store.mirror.search(shop, 'products', { words: [['nothing'], ['here']], limit: 51 });
const searchMs = performance.now() - searching;
clearImmediate(turn);
await store[Symbol.asyncDispose]();

rmSync(folder, { recursive: true });

const perSecond = (count: number, ms: number) => Math.round((count / ms) * 1000).toLocaleString('en');
console.log(
  `commit: ${perSecond(total, commitMs)} products/s, ${perSecond(total * variantsEach, commitMs)} variants/s`,
);
console.log(
  `edits: ${perSecond(total, renameMs)} other titles/s, ${perSecond(total, repriceMs)} other prices/s (each ${variantsEach} variants)`,
);
console.log(
  `search through all: ${searchMs.toFixed(1)} ms, the event loop held for ${longest.toFixed(1)} ms at most`,
);

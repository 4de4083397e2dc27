/** Commits, searches and page reads of the mirror, the latter against reading the same text from SQLite by itself. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Checkpoint } from '@tidemark/protocol';
import { aProduct, aVariant } from '@tidemark/schema/testing';
import type { Change } from './mirror.ts';
import { openSqliteMirror } from './open.ts';

const shop = 'bench.myshopify.com';
const total = 25_000;
const variantsEach = 4;
const folder = mkdtempSync(join(tmpdir(), 'mirror-bench-'));
const file = join(folder, 'mirror.sqlite');

function product(n: number): Change {
  const variants = Array.from({ length: variantsEach }, (_, v) =>
    aVariant({ id: `${n}-${v}`, barcode: `40${n}${v}`, position: v + 1 }),
  );
  const document = aProduct({ id: String(n), title: `Product number ${n}`, variants });
  return { kind: 'present', document, scope: '', sourceUpdatedAt: n, readAt: n };
}

const store = await openSqliteMirror({ file, newEpoch: () => 'e1' });
const committing = performance.now();
for (let start = 0; start < total; start += 250) {
  const batch = Array.from({ length: 250 }, (_, n) => product(start + n));
  await store.mirror.commit(shop, 'products', batch);
}
const commitMs = performance.now() - committing;

const paging = performance.now();
let bytes = 0;
for (let from: Checkpoint | undefined, done = false; !done;) {
  const page = await store.mirror.changesAfter(shop, 'products', '', from, 1000);
  for (const text of page.documents) bytes += text.length;
  from = page.checkpoint;
  done = page.digest !== undefined;
}
const pageMs = performance.now() - paging;

// Words that nobody has: every row is looked through. The longest time that nothing else had its turn.
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

const raw = new DatabaseSync(file, { readOnly: true });
const reading = performance.now();
const select = raw.prepare(
  `select seq, body from document where shop = '${shop}' and collection = 'products' and scope = '' and seq > ? order by seq limit 1000`,
);
let seq = 0;
for (let rows = select.all(seq); rows.length > 0; rows = select.all(seq)) seq = Number(rows.at(-1)?.['seq']);
const rawMs = performance.now() - reading;
raw.close();
rmSync(folder, { recursive: true });

const perSecond = (count: number, ms: number) => Math.round((count / ms) * 1000).toLocaleString('en');
console.log(
  `commit: ${perSecond(total, commitMs)} products/s, ${perSecond(total * variantsEach, commitMs)} variants/s`,
);
console.log(`pages of 1,000: ${perSecond(total, pageMs)} products/s, ${(bytes / 1e6).toFixed(0)} MB`);
console.log(
  `search through all: ${searchMs.toFixed(1)} ms, the event loop held for ${longest.toFixed(1)} ms at most`,
);
console.log(`ratio to reading the same rows from SQLite alone: ${(pageMs / rawMs).toFixed(2)}`);

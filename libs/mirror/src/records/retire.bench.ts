/** What 100,000 settled sales cost, of which 95,000 are old: a batch that leaves, a first pull, and one push. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Checkpoint } from '@tidemark/protocol';
import type { Sale } from '@tidemark/schema';
import { aSale } from '@tidemark/schema/testing';
import type { JudgeRow, PushedState } from '../contract/records.ts';
import { openSqliteMirror } from '../sqlite/open.ts';

const shop = 'bench.myshopify.com';
const [total, old, atOnce] = [100_000, 95_000, 200];
const [now, before] = [1_000_000, 500_000];
const folder = mkdtempSync(join(tmpdir(), 'retire-bench-'));
const store = await openSqliteMirror({ file: join(folder, 'mirror.sqlite'), newEpoch: () => 'e1' });
const { records } = store;

const submission = {
  state: 'accepted',
  after: 'e1:0',
  orderId: '7',
  orderName: '#7',
  differences: [],
} as const;
const judge: JudgeRow = (row, current) => {
  if (current) return { kind: 'conflict', document: current, changed: false };
  const { _deleted, ...sale } = row as PushedState & Sale;
  return {
    kind: 'conflict',
    document: { ...sale, submission: { ...submission, differences: [] } },
    changed: true,
  };
};
const saleOf = (n: number) => ({
  ...aSale({ id: `sale-${String(n).padStart(8, '0')}`, receiptNumber: `A-${String(n).padStart(6, '0')}` }),
  _deleted: false,
});

for (let start = 0; start < total; start += atOnce) {
  const rows = Array.from({ length: atOnce }, (_, n) => saleOf(start + n));
  await records.store(shop, 'sales', rows, judge, start < old ? 0 : now);
  await records.haveRead(
    shop,
    rows.map(({ id }) => ({ collection: 'sales', id })),
  );
}
await store.swept();
let next = total;
const push = async () => {
  const started = performance.now();
  for (let n = 0; n < 300; n++) await records.store(shop, 'sales', [saleOf(next++)], judge, now);
  return (performance.now() - started) / 300;
};
const nothing = async () => {
  const started = performance.now();
  await records.retire(shop, -1, now, atOnce);
  return performance.now() - started;
};

console.log(`a push of one sale among ${total}: ${(await push()).toFixed(2)} ms`);
console.log(`a look that finds nothing to retire: ${(await nothing()).toFixed(2)} ms`);
const batches: number[] = [];
for (let left = 1; left > 0;) {
  const started = performance.now();
  left = await records.retire(shop, before, now, atOnce);
  if (left > 0) batches.push(performance.now() - started);
}
batches.sort((a, b) => a - b);
const at = (part: number) => (batches[Math.floor((batches.length - 1) * part)] ?? 0).toFixed(1);
console.log(
  `${batches.length} batches of ${atOnce}: median ${at(0.5)} ms, 99 of 100 ${at(0.99)} ms, longest ${at(1)} ms`,
);
console.log(`a push of one sale after that: ${(await push()).toFixed(2)} ms`);

for (const emptyAt of [undefined, Number.MAX_SAFE_INTEGER]) {
  let [documents, bytes, pages, longest] = [0, 0, 0, 0];
  const begun = performance.now();
  for (let from: Checkpoint | undefined, isLast = false; !isLast; pages++) {
    const started = performance.now();
    const page = await records.changesAfter(shop, 'sales', '', from, 500, undefined, emptyAt);
    longest = Math.max(longest, performance.now() - started);
    documents += page.documents.length;
    bytes += page.documents.reduce((sum, each) => sum + each.length, 0);
    from = page.checkpoint;
    isLast = page.digest !== undefined;
  }
  const said = emptyAt === undefined ? 'with what has left' : 'by a till that begins with nothing';
  const spent = `${(performance.now() - begun).toFixed(0)} ms, the longest page ${longest.toFixed(1)} ms`;
  console.log(
    `a first pull ${said}: ${documents} documents, ${(bytes / 1e6).toFixed(1)} MB, ${pages} pages, ${spent}`,
  );
}
await store[Symbol.asyncDispose]();
rmSync(folder, { recursive: true });

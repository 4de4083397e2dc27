/** Pages of the mirror compared with the same text in a plain table of a file made here: a ratio of processor times. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Checkpoint } from '@tidemark/protocol';
import { aProduct, aVariant } from '@tidemark/schema/testing';
import { openSqliteMirror } from '../sqlite/open.ts';

const shop = 'bench.myshopify.com';
const total = 20_000;
const pageSize = 1_000;
const rounds = 8;
const folder = mkdtempSync(join(tmpdir(), 'pages-bench-'));
const [file, plainFile] = [join(folder, 'mirror.sqlite'), join(folder, 'plain.sqlite')];
const newEpoch = () => 'e1';

{
  await using filling = await openSqliteMirror({ file, newEpoch });
  for (let start = 0; start < total; start += 250) {
    const changes = Array.from({ length: 250 }, (_, k) => {
      const n = start + k;
      const variants = Array.from({ length: 4 }, (_, v) =>
        aVariant({ id: `${n}-${v}`, barcode: `40${n}${v}`, position: v + 1 }),
      );
      const document = aProduct({ id: String(n), title: `Product number ${n}`, variants });
      return { kind: 'present', document, scope: '', sourceUpdatedAt: n, readAt: n } as const;
    });
    await filling.mirror.commit(shop, 'products', changes);
  }
}

const store = await openSqliteMirror({ file, newEpoch });
const plain = new DatabaseSync(plainFile);
plain.exec('create table text (place integer primary key, body text not null); begin');
const insert = plain.prepare('insert into text (body) values (?)');
let bytes = 0;
await throughMirror(documents => {
  for (const text of documents) {
    insert.run(text);
    bytes += text.length;
  }
});
plain.exec('commit');
const select = plain.prepare('select place, body from text where place > ? order by place limit ?');

const before = await measured(() => throughMirror(documents => documents.join(',').length));
await store.swept();
const [ours, theirs]: [number[], number[]] = [[], []];
for (let round = 0; round < rounds; round++) {
  theirs.push(await measured(async () => throughPlain()));
  ours.push(await measured(() => throughMirror(documents => documents.join(',').length)));
}
await store[Symbol.asyncDispose]();
plain.close();
rmSync(folder, { recursive: true });

const pages = total / pageSize;
const sum = (times: readonly number[]) => times.reduce((all, each) => all + each, 0);
const perPage = (ms: number) => `${(ms / pages).toFixed(2)} ms`;
console.log(`pages of ${pageSize} products, ${(bytes / pages / 1e6).toFixed(1)} MB each, of the processor:`);
console.log(`  the mirror ${perPage(sum(ours) / rounds)}; before all rows were looked at ${perPage(before)}`);
console.log(`  a plain table ${perPage(sum(theirs) / rounds)}`);
console.log(
  `ratio to reading and joining the same text: ${(sum(ours) / sum(theirs)).toFixed(2)} (at most 2)`,
);

async function throughMirror(use: (documents: readonly string[]) => unknown): Promise<void> {
  for (let from: Checkpoint | undefined, isLast = false; !isLast;) {
    const page = await store.mirror.changesAfter(shop, 'products', '', from, pageSize);
    use(page.documents);
    from = page.checkpoint;
    isLast = page.digest !== undefined;
  }
}

function throughPlain(): void {
  for (let place = 0, isLast = false; !isLast;) {
    const rows = select.all(place, pageSize) as { place: number; body: string }[];
    rows.map(each => each.body).join(',');
    place = rows.at(-1)?.place ?? place;
    isLast = rows.length < pageSize;
  }
}

/** Measures this thread's processor time, not the clock: another process may take the machine meanwhile. */
async function measured(act: () => Promise<unknown>): Promise<number> {
  const start = process.threadCpuUsage();
  await act();
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1000;
}

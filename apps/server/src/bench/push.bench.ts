/**
 * Sales that tills push over HTTP, stored before they are answered, compared with SQLite alone, which writes the same
 * text into a file made here, in one transaction each and as durably. The two take turns, so that other load on the
 * machine affects both. The tills run in a separate process. Some have a session; others have a key, and sign each push
 * and each sale. `BENCH_ROUNDS` changes the number of rounds.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { openSqliteMirror } from '@tidemark/mirror';
import { aLocation, aProduct, aVariant, someSettings } from '@tidemark/schema/testing';
import { benchApp, benchSecret as secret } from './bench-app.ts';
import {
  salesOf,
  type KeysOrder,
  type KeysWord,
  type TillsOrder,
  type TillsWord,
} from './push-bench-tills.ts';
import { issueToken } from '../auth/session.ts';

const shop = 'bench.myshopify.com';
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 4);
const folder = mkdtempSync(join(tmpdir(), 'push-bench-'));

const store = await openSqliteMirror({ file: join(folder, 'mirror.sqlite'), newEpoch: () => 'e1' });
await store.register.addShop(shop);
await store.register.saveStaff(shop, { id: 's', name: 'bench', pinHash: 'x' });
const present = (document: object) =>
  ({ kind: 'present', document, scope: '', sourceUpdatedAt: 1, readAt: 1 }) as never;
await store.mirror.commit(shop, 'settings', [present(someSettings())]);
await store.mirror.commit(shop, 'locations', [present(aLocation({ id: '1' }))]);
const products = Array.from({ length: 500 }, (_, n) =>
  aProduct({ id: String(n), variants: [aVariant({ id: String(n) })] }),
);
await store.mirror.commit(shop, 'products', products.map(present));
const { app, streams } = benchApp(store);
const server = createServer(app).listen(0, '127.0.0.1');
await once(server, 'listening');
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const tills = await Promise.all(
  Array.from({ length: 40 }, async (_, n) => {
    const id = `till-${1000 + n}`;
    return {
      id,
      token: await issueToken({ shop, staffId: 's', tillId: id, locationId: '1' }, secret, Date.now()),
    };
  }),
);
const child = fork(fileURLToPath(new URL('push-bench-tills.ts', import.meta.url)));
const gone = once(child, 'exit');
const keyed = Array.from({ length: 40 }, (_, n) => ({ id: `keyed-till-${1000 + n}` }));
child.send({ keysOf: keyed.map(each => each.id) } satisfies KeysOrder);
const { keys } = await wordOf<KeysWord>();
for (const [n, { id }] of keyed.entries()) {
  await store.register.saveTill(shop, { id, name: id, locationId: '1' }, 0);
  await store.register.enrol(shop, id, keys[n] as KeysWord['keys'][number], 0);
}
for (const { id } of tills) await store.register.saveTill(shop, { id, name: id, locationId: '1' }, 0);
const raw = new DatabaseSync(join(folder, 'raw.sqlite'));
raw.exec(
  'pragma journal_mode = wal; pragma synchronous = full; create table sale (id text primary key, body text)',
);
const insert = raw.prepare('insert into sale values (?, ?)');

interface Spent {
  sales: number;
  ms: number;
  /** Processor time of the server's own thread. */
  cpuMs: number;
}
const nothing = (): Spent => ({ sales: 0, ms: 0, cpuMs: 0 });
const [atATime, inHundreds, alone] = [nothing(), nothing(), nothing()];
const [signedAtATime, signedInHundreds] = [nothing(), nothing()];

// The first round of each warms the code up, and does not count.
for (let round = 0; round <= rounds; round++) {
  const isCounted = round > 0;
  await push(isCounted ? atATime : nothing(), { tills, pushes: 25, rows: 1 });
  await push(isCounted ? inHundreds : nothing(), { tills: tills.slice(0, 1), pushes: 10, rows: 100 });
  await push(isCounted ? signedAtATime : nothing(), { tills: keyed, pushes: 25, rows: 1 });
  await push(isCounted ? signedInHundreds : nothing(), { tills: keyed.slice(0, 1), pushes: 10, rows: 100 });
  writeAlone(isCounted ? alone : nothing(), round);
}
report('one till, a hundred sales at a time', inHundreds);
report('forty tills, a sale at a time', atATime);
report('one till with a key, a hundred at a time', signedInHundreds);
report('forty tills with keys, a sale at a time', signedAtATime);
report('SQLite alone, a transaction each', alone);
console.log(
  `ratio of forty tills to SQLite alone: ${(perSecond(atATime) / perSecond(alone)).toFixed(2)} (at least 0.3)`,
);
console.log(
  `ratio of tills with keys to those with sessions: ${ratio(signedAtATime, atATime)} a sale at a time, ${ratio(signedInHundreds, inHundreds)} in hundreds`,
);

child.disconnect();
raw.close();
streams[Symbol.dispose]();
server.closeAllConnections();
await new Promise(resolve => server.close(resolve));
await store[Symbol.asyncDispose]();
rmSync(folder, { recursive: true });

async function push(spent: Spent, order: Pick<TillsOrder, 'tills' | 'pushes' | 'rows'>): Promise<void> {
  const cpu = process.threadCpuUsage();
  child.send({ ...order, origin, shop } satisfies TillsOrder);
  const word = await wordOf<TillsWord>();
  add(spent, word.sales, word.ms, cpu);
}

async function wordOf<T extends object>(): Promise<T> {
  const [word] = (await Promise.race([once(child, 'message'), gone])) as [T | number];
  if (typeof word !== 'object') throw new Error('the tills are gone');
  return word;
}

function ratio(one: Spent, other: Spent): string {
  return (perSecond(one) / perSecond(other)).toFixed(2);
}

function writeAlone(spent: Spent, round: number): void {
  const texts = salesOf(shop, 'till-0001', 500).map(each => JSON.stringify(each));
  const [startedAt, cpu] = [performance.now(), process.threadCpuUsage()];
  for (const [n, text] of texts.entries()) insert.run(`${round}-${n}`, text);
  add(spent, texts.length, performance.now() - startedAt, cpu);
}

function add(spent: Spent, sales: number, ms: number, since: NodeJS.CpuUsage): void {
  const { user, system } = process.threadCpuUsage(since);
  spent.sales += sales;
  spent.ms += ms;
  spent.cpuMs += (user + system) / 1000;
}

function perSecond({ sales, ms }: Spent): number {
  return (sales / ms) * 1000;
}

function report(what: string, spent: Spent): void {
  const each = ((spent.cpuMs / spent.sales) * 1000).toFixed(0);
  console.log(
    `${what}: ${Math.round(perSecond(spent)).toLocaleString('en')} sales/s, ${each} µs of the processor each`,
  );
}

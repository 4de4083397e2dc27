/** Sales that tills push over HTTP, stored before they are answered; against writing the same text to SQLite alone. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { protocolHeader, protocolVersion } from '@tidemark/protocol';
import { aSale, anUnpricedLine } from '@tidemark/schema/testing';
import { openSqliteMirror } from '@tidemark/mirror';
import { benchApp, benchSecret as secret } from './bench-app.ts';
import { issueToken } from './session.ts';

const shop = 'bench.myshopify.com';
const folder = mkdtempSync(join(tmpdir(), 'push-bench-'));
const total = 4_000;

const store = await openSqliteMirror({ file: join(folder, 'mirror.sqlite'), newEpoch: () => 'e1' });
const { app, streams } = benchApp(store);
const server = createServer(app).listen(0, '127.0.0.1');
await new Promise(resolve => server.once('listening', resolve));
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

let made = 0;
const tokens = new Map<string, string>();

function sales(tillId: string, count: number): object[] {
  return Array.from({ length: count }, () => {
    const number = String(++made).padStart(8, '0');
    const lines = [1, 2, 3].map(n => anUnpricedLine({ id: `line-${n}`, variantId: String(made % 500) }));
    return aSale({ id: `sale-${number}`, shop, tillId, receiptNumber: `B-${number}` }, lines);
  });
}

async function push(tillId: string, documents: readonly object[]): Promise<void> {
  const identity = { shop, staffId: 's', tillId, locationId: '1' };
  const token = tokens.get(tillId) ?? (await issueToken(identity, secret, Date.now()));
  tokens.set(tillId, token);
  const rows = documents.map(each => ({ newDocumentState: { ...each, _deleted: false } }));
  const response = await fetch(`${origin}/api/replication/sales/push`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      [protocolHeader]: String(protocolVersion),
    },
    body: JSON.stringify({ rows }),
  });
  const { outcomes } = (await response.json()) as { outcomes: { outcome: string }[] };
  if (outcomes.length !== documents.length || outcomes.some(each => each.outcome !== 'conflict'))
    throw new Error('not everything was stored');
}

async function measure(what: string, act: () => Promise<number>): Promise<number> {
  const startedAt = performance.now();
  const count = await act();
  const perSecond = (count / (performance.now() - startedAt)) * 1000;
  console.log(`${what}: ${Math.round(perSecond).toLocaleString('en')} sales/s`);
  return perSecond;
}

for (const size of [100, 500])
  await measure(`one till, pushes of ${size}`, async () => {
    for (let done = 0; done < total; done += size) await push('till-0001', sales('till-0001', size));
    return total;
  });
const single = await measure('forty tills, a sale at a time', async () => {
  const each = 25;
  await Promise.all(
    Array.from({ length: 40 }, async (_, n) => {
      const tillId = `till-${1000 + n}`;
      for (let sale = 0; sale < each; sale++) await push(tillId, sales(tillId, 1));
    }),
  );
  return 40 * each;
});

const raw = new DatabaseSync(join(folder, 'raw.sqlite'));
raw.exec(
  'pragma journal_mode = wal; pragma synchronous = full; create table sale (id text primary key, body text)',
);
const insert = raw.prepare('insert into sale values (?, ?)');
const texts = sales('till-0001', total).map((each, n) => [String(n), JSON.stringify(each)] as const);
const limit = await measure('SQLite alone, a transaction each', async () => {
  for (const [id, text] of texts) insert.run(id, text);
  return texts.length;
});
console.log(`ratio of forty tills to SQLite alone: ${(single / limit).toFixed(2)}`);

raw.close();
streams[Symbol.dispose]();
server.closeAllConnections();
await new Promise(resolve => server.close(resolve));
await store[Symbol.asyncDispose]();
rmSync(folder, { recursive: true });

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collectionNames } from '@tidemark/schema';
import type { Till } from '@tidemark/till';
import { memoryKeep, openMemoryTill } from '@tidemark/till/testing';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import type { RxStorage } from 'rxdb';
import { expect, test } from 'vitest';
import { Premises } from './premises.ts';
import { Reader } from './reader.ts';

const main = fileURLToPath(new URL('../../../tools/restore/src/main.ts', import.meta.url));

function tool(dataDir: string, ...args: string[]): string {
  const env = { ...process.env, DATA_DIR: dataDir };
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(stdout + stderr);
  return stdout;
}

/** Expects that a till stores what the mirror has, and that no check had to repair it. */
async function holds(till: Till, reader: Reader): Promise<void> {
  for (const collection of collectionNames) {
    const pulled = await reader.pull(collection);
    const living = pulled.documents.filter(each => !each._deleted).map(each => [each.id, each.rev]);
    const stored = (await till.documents(collection)).map(each => [each.id, each.rev]);
    expect([collection, stored.sort()]).toEqual([collection, living.sort()]);
  }
  expect(await till.check()).toMatchObject({ outcome: 'up-to-date', repaired: 0 });
}

test('[K5] a restored mirror is a new history: open and closed tills rebuild, and hold what it holds', async () => {
  await using premises = await Premises.open({ products: 40 });
  let server = await premises.startServer();
  await (await Reader.signIn(premises.origin)).barrier();
  await server.stop();
  tool(premises.dataDir, '--backup');
  server = await premises.startServer();
  const lost: string[] = [];
  const rxStorage = getRxStorageMemory() as unknown as RxStorage<unknown, unknown>;
  const keeps = { staying: memoryKeep(), leaving: memoryKeep() };
  /** Each till is a browser of its own, so it has its own name for the server. */
  const open = (name: keyof typeof keeps) =>
    openMemoryTill({
      server: `http://${name}.invalid`,
      shop: 'tidemark-demo.myshopify.com',
      keep: keeps[name],
      rxStorage,
      fetch: async (input, init) => {
        const answer = await fetch(String(input).replace(`http://${name}.invalid`, premises.origin), init);
        if (answer.status === 410) lost.push(name);
        return answer;
      },
    });
  const staying = await open('staying');
  const leaving = await open('leaving');
  for (const till of [staying, leaving]) {
    expect((await till.signIn('demo', '1234')).kind).toBe('signed-in');
    const { products } = await premises.records();
    await premises.shop.retitle(`gid://shopify/Product/${products[0]?.id}`, 'After the backup');
    expect((await till.sync('manual')).outcome).toBe('up-to-date');
  }
  await leaving[Symbol.asyncDispose]();
  await server.stop();

  const [backup] = readdirSync(join(premises.dataDir, 'backups'));
  const said = tool(premises.dataDir, join(premises.dataDir, 'backups', backup ?? ''));
  expect(said).toMatch(/New history of tidemark-demo\.myshopify\.com: h1-[\da-f]{8}/);
  await premises.startServer();
  const reader = await Reader.signIn(premises.origin);
  await reader.barrier();

  expect((await staying.sync('manual')).outcome).toBe('up-to-date');
  const returned = await open('leaving');
  expect((await returned.sync('reload')).outcome).toBe('up-to-date');
  expect(new Set(lost)).toEqual(new Set(['staying', 'leaving']));
  const { products } = await premises.records();
  for (const till of [staying, returned]) {
    await holds(till, reader);
    expect(till.catalogue.product(products[0]?.id ?? '')?.title).toBe('After the backup');
    await till[Symbol.asyncDispose]();
  }
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compare } from './compare.ts';
import { limitedFiles, smallDisk, type Disk } from './disk.ts';
import { Premises } from './premises.ts';
import { Reader, until } from './reader.ts';

/** Fills a server's disk under webhooks, kills the server there once, and frees the disk again. */
async function meetsTheEnd(disk: Disk): Promise<void> {
  await using premises = await Premises.open({ products: 40, dataDir: disk.folder });
  let server = await premises.startServer();
  const reader = await Reader.signIn(premises.origin);
  await reader.barrier();
  await reader.drained();
  const health = async () =>
    (await (await fetch(`${premises.origin}/healthz`)).json()) as { ok: boolean; alarms: string[] };
  const { products } = await premises.records();
  const retitle = async (words: string) => {
    for (const { id } of products)
      await premises.shop.retitle(`gid://shopify/Product/${id}`, `${words} ${id}`);
  };
  const { acknowledged } = await premises.webhooks();

  disk.fill(server.pid);
  await retitle('Written on a full disk');
  await until('a refused webhook', async () => ((await premises.webhooks())['failed'] ?? 0) > 0 || undefined);
  const alarms = await until('an alarm', async () => {
    const said = await health();
    return said.alarms.length > 0 ? said : undefined;
  });
  expect(alarms.ok).toBe(true);
  expect(alarms.alarms[0]).toContain(disk.words);
  expect(alarms.alarms[0]).toContain(join(disk.folder, 'mirror.sqlite'));
  expect(server.output).toContain('nothing can be stored');
  // What is stored can still be read, and the server acknowledged nothing that it refused.
  expect((await reader.pull('products')).digest.count).toBe(products.length);
  const told = (await premises.webhooks())['acknowledged'] ?? 0;
  expect(told - (acknowledged ?? 0)).toBeLessThan(products.length);

  disk.relieve(server.pid);
  await retitle('Written with room');
  await reader.barrier();
  await reader.drained();
  expect((await health()).alarms).toEqual([]);
  expect((await compare(reader, await premises.records())).faults).toEqual([]);

  disk.fill(server.pid);
  await retitle('Written before the end');
  await server.stop('SIGKILL');
  disk.relieve(server.pid);
  server = await premises.startServer();
  const again = await Reader.signIn(premises.origin);
  await again.barrier();
  expect((await compare(again, await premises.records())).faults).toEqual([]);
}

/** Removes the folder once nothing is mounted on it any more. */
async function onDisk(open: (folder: string) => Disk): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-disk-'));
  {
    using disk = open(join(folder, 'data'));
    await meetsTheEnd(disk);
  }
  rmSync(folder, { recursive: true });
}

test('[K2] a full disk: webhooks are to come again, health says why, and room is enough to go on', async () => {
  await onDisk(folder => smallDisk(folder, 16) ?? limitedFiles(folder));
});

test('[K2] writes that the system refuses are met alike', async () => {
  await onDisk(limitedFiles);
});

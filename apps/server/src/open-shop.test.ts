import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteMirror } from '@tidemark/mirror';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openShop } from './open-shop.ts';

const shop = 'a.myshopify.com';
let dataDir: string;

beforeEach(() => (dataDir = mkdtempSync(join(tmpdir(), 'tidemark-shop-'))));
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const opened = () => openSqliteMirror({ file: join(dataDir, 'mirror.sqlite'), newEpoch: () => 'e1' });

test('[A64] a folder whose shop was erased says so, and how to go on; the file is free again', async () => {
  const store = await opened();
  await openShop(store, shop, dataDir, 3);
  await store.privacy.eraseShop(shop, 5);
  await store[Symbol.asyncDispose]();

  for (let start = 0; start < 2; start++) {
    const words = await openShop(await opened(), shop, dataDir, 3).catch((error: Error) => error.message);
    expect(words).toContain(`All data of ${shop} in ${dataDir} were erased`);
    expect(words).toContain('Set DATA_DIR to an empty folder');
  }
  await using other = await opened();
  await openShop(other, 'b.myshopify.com', dataDir, 3);
});

test('[A64] another trouble with the register is told as it is', async () => {
  const store = await opened();
  await store[Symbol.asyncDispose]();

  await expect(openShop(store, shop, dataDir, 3)).rejects.not.toThrow(/were erased/);
});

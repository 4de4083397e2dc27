import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aCustomer } from '@tidemark/schema/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Change } from '../contract/mirror.ts';
import { eraseSimply } from '../contract/privacy.contract.ts';
import type { MirrorStore } from '../contract/mirror-store.ts';
import { openSqliteMirror } from '../sqlite/open.ts';

const shop = 'a.myshopify.com';
const hour = 60 * 60_000;
const word = 'Zwiebelkuchen';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'rewriting-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const file = () => join(folder, 'mirror.sqlite');
const open = () => openSqliteMirror({ file: file(), newEpoch: () => 'e1' });
const hasWord = () => [file(), `${file()}-wal`].some(each => readFileSync(each).includes(word));

/** Customers of changing lengths, so that rows move from page to page; those of one kind have the word. */
async function write(store: MirrorStore, customers: number, rounds: number, length: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const changes = Array.from({ length: customers }, (_, n): Change => {
      const note = `${n % 5 === 0 ? word : 'Someone'} ${'x'.repeat((n * 397 + round * 1013) % length)}`;
      const document = aCustomer({ id: String(1_000 + n), note });
      return { kind: 'present', document, scope: '', sourceUpdatedAt: round, readAt: round };
    });
    await store.mirror.commit(shop, 'customers', changes);
  }
}

async function eraseAll(store: MirrorStore, customers: number, at: number): Promise<void> {
  for (let n = 0; n < customers; n += 5)
    await store.privacy.erase(shop, { customerId: String(1_000 + n), orderIds: [], at }, eraseSimply);
}

test('[Y13] a small file is rewritten at once: no byte is left in a part of a page that is not used', async () => {
  await using store = await open();
  await write(store, 200, 6, 700);
  expect(hasWord()).toBe(true);

  await eraseAll(store, 200, 1_000);

  expect(hasWord()).toBe(false);
});

test('[Y13] a large file is rewritten when that is due, and at most once in twenty hours', async () => {
  {
    await using store = await open();
    await write(store, 4_000, 1, 7_000);
    const [now, erase] = [100 * hour, (id: number) => ({ customerId: String(id), orderIds: [], at: 1_000 })];
    expect(await store.privacy.rewrite(now)).toBe(false);

    await store.privacy.erase(shop, erase(1_000), eraseSimply);
    expect(await store.privacy.rewrite(now)).toBe(true);
    expect(await store.privacy.rewrite(now + 50 * hour)).toBe(false);

    await store.privacy.erase(shop, erase(1_005), eraseSimply);
    expect(await store.privacy.rewrite(now + 19 * hour)).toBe(false);
    expect(await store.privacy.rewrite(now + 20 * hour)).toBe(true);
    await store.privacy.erase(shop, erase(1_010), eraseSimply);
    // The clock was put back.
    expect(await store.privacy.rewrite(now)).toBe(true);
    await store.privacy.erase(shop, erase(1_015), eraseSimply);
  }

  // What is owed is done by the next opening.
  await using store = await open();
  expect(await store.privacy.rewrite(1_000 * hour)).toBe(false);
});

test('[M18] [Y13] a file that is rewritten, and smaller, while it is copied is copied anew', async () => {
  await using store = await open();
  await write(store, 4_000, 1, 7_000);
  const gone = Array.from({ length: 2_000 }, (_, n): Change => {
    return { kind: 'gone', id: String(1_000 + n), scope: '', sourceUpdatedAt: 1, readAt: 1 };
  });
  await store.mirror.commit(shop, 'customers', gone);
  await store.privacy.erase(shop, { customerId: '4000', orderIds: [], at: 1_000 }, eraseSimply);
  const copy = join(folder, 'copy.sqlite');

  const copying = store.backUp(copy);
  await expect.poll(() => existsSync(`${copy}.part`), { interval: 1 }).toBe(true);
  expect(await store.privacy.rewrite(100 * hour)).toBe(true);
  await copying;

  await using other = await openSqliteMirror({ file: copy, newEpoch: () => 'e2' });
  expect(await other.mirror.count(shop, 'customers')).toBe(1_999);
});

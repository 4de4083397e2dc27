import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aProduct } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { describeMirror } from './mirror.contract.ts';
import { openSqliteMirror } from './open.ts';
import { openMemoryMirror } from './testing.ts';

describeMirror('SqliteMirror in memory', openMemoryMirror);

test('[M11] a file keeps everything over a restart, the epoch too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mirror-'));
  const file = join(folder, 'mirror.sqlite');
  let epochs = 0;
  const open = () => openSqliteMirror({ file, newEpoch: () => `e${++epochs}` });
  {
    await using store = await open();
    const change = {
      kind: 'present',
      document: aProduct(),
      scope: '',
      sourceUpdatedAt: 1,
      readAt: 1,
    } as const;
    await store.mirror.commit('a.myshopify.com', 'products', [change]);
    await expect(open()).rejects.toThrow(/another server/);
  }

  await using again = await open();
  const page = await again.mirror.changesAfter(
    'a.myshopify.com',
    'products',
    '',
    { epoch: 'e1', seq: 0 },
    10,
  );

  expect(page.documents).toHaveLength(1);
  rmSync(folder, { recursive: true });
});

test('[M12] a file that is no mirror is refused with its name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mirror-'));
  const file = join(folder, 'mirror.sqlite');
  writeFileSync(file, 'this is not a database, it is a shopping list'.repeat(100));

  await expect(openSqliteMirror({ file, newEpoch: () => 'e1' })).rejects.toThrow(file);
  rmSync(folder, { recursive: true });
});

test('[M12] a file that is damaged in the middle is refused with its name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mirror-'));
  const file = join(folder, 'mirror.sqlite');
  const open = () => openSqliteMirror({ file, newEpoch: () => 'e1' });
  await (await open())[Symbol.asyncDispose]();
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0xa5, bytes.length - 3 * 4096));

  await expect(open()).rejects.toMatchObject({ kind: 'damaged', file });
  rmSync(folder, { recursive: true });
});

test('[M17] what a listener throws reaches neither the commit nor the other listeners', async () => {
  const thrown: unknown[] = [];
  await using store = await openSqliteMirror({
    file: ':memory:',
    newEpoch: () => 'e1',
    onListenerError: error => thrown.push(error),
  });
  const heard: string[] = [];
  const loud = new Error('not today');
  store.mirror.onCommit(() => {
    throw loud;
  });
  store.mirror.onCommit(({ collection }) => heard.push(collection));
  const change = { kind: 'present', document: aProduct(), scope: '', sourceUpdatedAt: 1, readAt: 1 } as const;

  expect(await store.mirror.commit('a.myshopify.com', 'products', [change])).toMatchObject({ changed: 1 });

  expect(heard).toEqual(['products']);
  expect(thrown).toEqual([loud]);
});

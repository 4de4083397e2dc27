import { IDBFactory } from 'fake-indexeddb';
import { afterEach, expect, test, vi } from 'vitest';
import { memoryFiles } from './testing-files.ts';
import { copyHere, inFirst } from './copy-places.ts';
import { idbCopy } from './idb-copy.ts';
import { opfsCopy } from './opfs-copy.ts';
import { memoryCopy, type BackupCopy } from './backup-copy.ts';
import { backupCopyContract } from './backup-copy.contract.ts';

afterEach(() => vi.unstubAllGlobals());

backupCopyContract('memory', async () => {
  const files = new Map<string, string>();
  return { copy: memoryCopy(files), reopen: async () => memoryCopy(files) };
});

backupCopyContract('a database', async () => {
  const indexedDB = new IDBFactory();
  const opened = async () => some(await idbCopy('till', indexedDB));
  return { copy: await opened(), reopen: opened };
});

backupCopyContract('files', async () => {
  vi.stubGlobal('navigator', { storage: memoryFiles() });
  const opened = async () => some(await opfsCopy('till'));
  return { copy: await opened(), reopen: opened };
});

backupCopyContract('the one place and the other', async () => {
  const [first, other] = [new Map<string, string>(), new Map<string, string>()];
  const opened = async () => some(inFirst(memoryCopy(first), memoryCopy(other)));
  return { copy: await opened(), reopen: opened };
});

/** A browser as it is on one day: with files that can be written, or without. */
function browserOn(parts: {
  readonly indexedDB: IDBFactory;
  readonly files?: object;
  readonly writes: boolean;
}) {
  vi.stubGlobal('indexedDB', parts.indexedDB);
  vi.stubGlobal('navigator', { storage: parts.files });
  const prototype = parts.writes ? { createWritable: () => undefined } : {};
  vi.stubGlobal('FileSystemFileHandle', { prototype });
}

test('[T23] a browser without files, or with files that cannot be written, keeps the copy in a second database', async () => {
  for (const files of [undefined, memoryFiles()]) {
    const indexedDB = new IDBFactory();
    browserOn({ indexedDB, ...(files ? { files } : {}), writes: false });

    await some(await copyHere('till')).put('sales.sale-0001', '{}');

    expect([...(await some(await idbCopy('till', indexedDB)).all()).keys()]).toEqual(['sales.sale-0001']);
  }
});

test('[T23] what a browser kept before it could write files is found after it can, and taken away in its time', async () => {
  const [indexedDB, files] = [new IDBFactory(), memoryFiles()];
  browserOn({ indexedDB, files, writes: false });
  await some(await copyHere('till')).put('sales.sale-0001', 'of before');

  browserOn({ indexedDB, files, writes: true });
  const copy = some(await copyHere('till'));
  await copy.put('sales.sale-0002', 'of today');

  expect([...(await copy.all()).values()].toSorted()).toEqual(['of before', 'of today']);
  expect([...(await some(await opfsCopy('till')).all()).values()]).toEqual(['of today']);
  await copy.remove('sales.sale-0001');
  expect([...(await copy.all()).keys()]).toEqual(['sales.sale-0002']);
});

test('[T23] where one place is refused, the other is the place; where both are, there is none', async () => {
  const refused = { getDirectory: () => Promise.reject(new DOMException('denied', 'SecurityError')) };
  browserOn({ indexedDB: new IDBFactory(), files: refused, writes: true });
  const copy = some(await copyHere('till'));
  await copy.put('sales.sale-0001', '{}');
  expect((await copy.all()).size).toBe(1);

  vi.stubGlobal('indexedDB', undefined);
  expect(await copyHere('till')).toBeUndefined();
});

function some(copy: BackupCopy | undefined): BackupCopy {
  if (!copy) throw new Error('no place');
  return copy;
}

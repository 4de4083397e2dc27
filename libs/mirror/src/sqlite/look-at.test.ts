import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lookAtMirror } from './look-at.ts';
import { openSqliteMirror } from './open.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'look-at-'));
  file = join(folder, 'mirror.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true }));

const opened = () => openSqliteMirror({ file, newEpoch: () => 'e1' });

test('[M41] who looks at a mirror sees whether it is there, open elsewhere, or whole, and changes no byte of it', async () => {
  expect(lookAtMirror(file)).toEqual({ kind: 'none' });
  {
    await using store = await opened();
    await store.register.addShop('shop.myshopify.com');

    expect(lookAtMirror(file)).toMatchObject({ kind: 'owned' });
  }
  const before = readFileSync(file);

  expect(lookAtMirror(file)).toEqual({ kind: 'whole' });
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('[M41] a damaged mirror, and a file that is none, are damaged', async () => {
  await (await opened())[Symbol.asyncDispose]();
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0xff, 4096, 3 * 4096));

  expect(lookAtMirror(file)).toMatchObject({ kind: 'damaged' });

  writeFileSync(file, 'no database at all, but long enough to be read as one'.repeat(100));
  expect(lookAtMirror(file)).toMatchObject({ kind: 'damaged' });
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** Every file beside the mirror, with its bytes. */
function inFolder(): Readonly<Record<string, string>> {
  const names = readdirSync(folder).sort();
  return Object.fromEntries(names.map(name => [name, readFileSync(join(folder, name), 'hex')]));
}

const opened = () => openSqliteMirror({ file, newEpoch: () => 'e1' });

test('[M41] who looks at a mirror sees whether it is there, open elsewhere, or whole, and changes no byte of it', async () => {
  expect(lookAtMirror(file)).toEqual({ kind: 'none' });
  {
    await using store = await opened();
    await store.register.addShop('shop.myshopify.com');

    expect(lookAtMirror(file)).toMatchObject({ kind: 'owned' });
  }
  const before = inFolder();

  expect(lookAtMirror(file)).toEqual({ kind: 'whole' });
  expect(inFolder()).toEqual(before);
});

test('[M41] what a killed server left is whole with its log, and stays as it is, beside no new file', async () => {
  const code = `
    const { openSqliteMirror } = await import(${JSON.stringify(new URL('open.ts', import.meta.url).href)});
    const store = await openSqliteMirror({ file: ${JSON.stringify(file)}, newEpoch: () => 'e1' });
    await store.register.addShop('shop.myshopify.com');
    process.kill(process.pid, 'SIGKILL');
  `;
  spawnSync(process.execPath, ['--eval', code], { timeout: 60_000 });
  const before = inFolder();
  expect(Object.keys(before)).toEqual(['mirror.sqlite', 'mirror.sqlite-wal']);

  expect(lookAtMirror(file)).toEqual({ kind: 'whole' });
  expect(inFolder()).toEqual(before);
});

test('[M41] a damaged mirror, and a file that is none, are damaged', async () => {
  await (await opened())[Symbol.asyncDispose]();
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0xff, 4096, 3 * 4096));

  expect(lookAtMirror(file)).toMatchObject({ kind: 'damaged' });

  writeFileSync(file, 'no database at all, but long enough to be read as one'.repeat(100));
  expect(lookAtMirror(file)).toMatchObject({ kind: 'damaged' });
});

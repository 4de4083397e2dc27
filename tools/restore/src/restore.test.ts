import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSqliteMirror } from '@tidemark/mirror';
import { afterEach, beforeEach, expect, test } from 'vitest';

const shop = 'a.myshopify.com';
let dataDir: string;

function run(...args: string[]) {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const env = { ...process.env, DATA_DIR: dataDir, INIT_CWD: dataDir };
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { env, encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

function open() {
  return openSqliteMirror({ file: join(dataDir, 'mirror.sqlite'), newEpoch: () => 'before' });
}

async function shops(): Promise<readonly string[]> {
  await using store = await open();
  return await store.register.shops();
}

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'restore-tool-'));
  await using store = await open();
  await store.register.addShop(shop);
});

afterEach(() => rmSync(dataDir, { recursive: true }));

test('a backup is made, listed and restored, and the replaced mirror stays', async () => {
  expect(run('--backup')).toMatchObject({ status: 0 });
  const [name] = readdirSync(join(dataDir, 'backups'));
  {
    await using store = await open();
    await store.register.addShop('b.myshopify.com');
  }
  expect(run('--list').said).toContain(name);

  const { status, said } = run(join('backups', name ?? ''));

  expect(status).toBe(0);
  expect(said).toMatch(/New history of a\.myshopify\.com: h1-[\da-f]{8}/);
  expect(said).not.toContain('before');
  expect(await shops()).toEqual([shop]);
  expect(readdirSync(dataDir).filter(each => each.startsWith('replaced-mirror-'))).toHaveLength(1);
});

test('a restore stays in the security log, which is read as a whole on demand', () => {
  expect(run('--check-log')).toMatchObject({ status: 0, said: expect.stringContaining('no security log') });
  run('--backup');
  const [name = ''] = readdirSync(join(dataDir, 'backups'));
  for (let times = 0; times < 2; times++) expect(run(join('backups', name)).status).toBe(0);
  const file = join(dataDir, readdirSync(dataDir).find(each => each.endsWith('.jsonl')) ?? '');
  const text = readFileSync(file, 'utf8');

  expect(text).toContain(`"what":"restored","backup":"${name}"`);
  expect(run('--check-log')).toMatchObject({ status: 0, said: expect.stringContaining('is whole: 2 lines') });
  writeFileSync(file, text.replace(name, 'another.sqlite'));
  expect(run('--check-log')).toMatchObject({ status: 1, said: expect.stringContaining('is not whole') });
});

test('a running server is not pulled out from under its tills', async () => {
  expect(run('--backup').status).toBe(0);
  const [name] = readdirSync(join(dataDir, 'backups'));
  await using store = await open();

  const { status, said } = run(join('backups', name ?? ''));

  expect(status).toBe(1);
  expect(said).toContain('another server is running on it');
  expect(said).toContain('Stop the server first');
  expect(run('--backup').status).toBe(1);
  expect(await store.register.shops()).toEqual([shop]);
});

test('a wrong command, a missing file, the mirror itself and a shopping list are refused', async () => {
  expect(run()).toMatchObject({ status: 1, said: expect.stringContaining('usage') });
  expect(run('--all').said).toContain('usage');
  expect(run('nowhere.sqlite').said).toContain('There is no file');
  expect(run('mirror.sqlite').said).toContain('is the mirror itself');
  writeFileSync(join(dataDir, 'list.sqlite'), 'milk, eggs, bread'.repeat(500));
  expect(run('list.sqlite')).toMatchObject({ status: 1, said: expect.stringContaining('damaged') });

  expect(await shops()).toEqual([shop]);
  expect(readdirSync(dataDir).sort()).toEqual(['list.sqlite', 'mirror.sqlite']);
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSqliteMirror } from '@tidemark/mirror';
import { mirrorDatabase, onPostgres, openIn } from '@tidemark/mirror/testing';
import { expect, test } from 'vitest';
import { movedWords, readMove } from './move-words.ts';

const url = 'postgres://127.0.0.1/x';

test.for([
  [[], 'usage'],
  [['--to', 'mysql'], 'usage'],
  [['--help'], 'usage'],
  [['--to', 'sqlite', '--undo', 'sqlite'], 'usage'],
  [['--to', 'postgres'], 'DATABASE_URL'],
  [['--undo', 'postgres'], 'DATABASE_URL'],
] as const)('[M70] what is not clear is said: %j', ([asked, said]) => {
  expect(() => readMove(asked, {})).toThrow(said);
});

test('[M70] what is clear is read', () => {
  expect(readMove(['--to', 'sqlite'], { DATABASE_URL: url, DATA_DIR: '/d' })).toEqual({
    act: 'move',
    engine: 'sqlite',
    places: { databaseUrl: url, dataDir: '/d' },
  });
  expect(readMove(['--undo', 'sqlite'], {})).toMatchObject({ act: 'undo', places: { dataDir: 'data' } });
});

test('[M72] a move that an earlier run had done is said to be finished', () => {
  expect(movedWords({ from: 'a', to: 'b', tables: undefined }, 'postgres')).toContain('before');
});

onPostgres(() => {
  test('[M70] the command moves, and says what to do next', { timeout: 60_000 }, async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'move-tool-'));
    await using database = await mirrorDatabase();
    const run = (...args: string[]) => {
      const main = fileURLToPath(new URL('move.ts', import.meta.url));
      const env = { ...process.env, DATA_DIR: dataDir, DATABASE_URL: database.url };
      const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
        ...{ env, encoding: 'utf8' },
      });
      return { status, said: stdout + stderr };
    };
    const file = join(dataDir, 'mirror.sqlite');
    {
      await using store = await openSqliteMirror({ file, newEpoch: () => 'e1' });
      await store.register.addShop('a.myshopify.com');
      expect(run('--to', 'postgres')).toEqual({
        status: 1,
        said: expect.stringContaining('Stop all servers first'),
      });
    }

    const moved = run('--to', 'postgres');

    expect(moved).toEqual({ status: 0, said: expect.stringContaining('Start the server with DATABASE_URL') });
    expect(moved.said).not.toContain(database.url);
    {
      await using store = await openIn(database, { folder: dataDir });
      expect(await store.register.shops()).toEqual(['a.myshopify.com']);
    }
    expect(run('--to', 'postgres')).toMatchObject({ status: 1 });
    expect(run('--undo', 'sqlite')).toEqual({
      status: 0,
      said: expect.stringContaining('may start again'),
    });
    rmSync(dataDir, { recursive: true });
  });
});

import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Backups } from './backups.ts';

const hourMs = 3_600_000;
let folder: string;
let now = Date.UTC(2026, 10, 24, 3);
let fail: Error | undefined;
const said: object[] = [];

const backups = (kept: number) =>
  new Backups({
    folder,
    everyHours: 24,
    kept,
    now: () => now,
    log: outcome => said.push(outcome),
    backUp: async to => {
      if (fail) throw fail;
      writeFileSync(to, 'a copy');
      utimesSync(to, now / 1000, now / 1000);
    },
  });

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'backups-')), 'backups');
  fail = undefined;
  said.length = 0;
});

afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

test('[A16] a backup is made when the newest is old enough, and the oldest makes room', async () => {
  await using made = backups(2);
  for (let hours = 0; hours <= 60; hours += 12) {
    await made.look();
    now += 12 * hourMs;
  }

  expect(readdirSync(folder)).toEqual([
    'mirror-2026-11-25T03-00-00.sqlite',
    'mirror-2026-11-26T03-00-00.sqlite',
  ]);
  expect(said).toHaveLength(3);
});

test('[A16] a backup that fails is said, and takes no older one with it', async () => {
  await using made = backups(1);
  await made.look();
  now += 25 * hourMs;
  fail = new Error('no room');

  await made.look();

  expect(readdirSync(folder)).toHaveLength(1);
  expect(said.at(-1)).toEqual({ error: fail });
});

test('[A16] whoever wants none gets none', async () => {
  await using made = backups(0);

  await made.look();

  expect(existsSync(folder)).toBe(false);
});

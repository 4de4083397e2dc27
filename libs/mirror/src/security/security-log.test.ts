import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkSecurityLog, readNote } from './security-files.ts';
import { SecurityLog, type SecurityLogOptions } from './security-log.ts';

let folder: string;
let at: number;
let troubles: unknown[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-security-'));
  at = Date.UTC(2026, 10, 1);
  troubles = [];
});

afterEach(() => rmSync(folder, { recursive: true }));

function open(options: Partial<SecurityLogOptions> = {}): SecurityLog {
  return new SecurityLog({ folder, now: () => at, onTrouble: error => troubles.push(error), ...options });
}

const signedIn = {
  what: 'signed-in',
  staff: 'anna',
  till: 'till-000',
  location: '1',
  isNewTill: false,
} as const;
const files = () => readdirSync(folder).filter(name => name.endsWith('.jsonl'));
const texts = () => files().map(name => readFileSync(join(folder, name), 'utf8'));
const lines = () =>
  texts().flatMap(text =>
    text
      .trim()
      .split('\n')
      .map(each => JSON.parse(each)),
  );

test('[L1] [L2] [L3] lines go on over starts and over files, the oldest makes room, and nobody else reads them', async () => {
  const few = { mostFileBytes: 600, mostFiles: 3 };
  for (let start = 0; start < 5; start++) {
    await using log = open(few);
    for (let n = 0; n < 4; n++) log.note(signedIn);
  }

  expect(files()).toHaveLength(3);
  expect(lines().at(-1)).toMatchObject({ line: 20, staff: 'anna', at: '2026-11-01T00:00:00.000Z' });
  expect(await checkSecurityLog(folder, 3)).toMatchObject({ faults: [], files: 3, end: { line: 20 } });
  expect(readNote(folder)?.line).toBe(20);
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
  // One missing file is noticed.
  rmSync(join(folder, files()[0] ?? ''));
  expect((await checkSecurityLog(folder, 3)).faults[0]).toContain('first lines are missing');
});

test('[L2] what was taken from the end while the server was down stays a fault, whatever is written later', async () => {
  {
    await using log = open();
    for (let n = 0; n < 3; n++) log.note(signedIn);
  }
  const [name = ''] = files();
  writeFileSync(join(folder, name), texts()[0]?.split('\n').slice(0, 2).join('\n') + '\n');

  for (let start = 0; start < 2; start++) {
    await using log = open();
    log.note(signedIn);
    await log.check();
    expect(log.state().faults).not.toEqual([]);
  }
});

test('[L2] all files taken away are missed, and a log with its note begins anew', async () => {
  {
    await using log = open();
    log.note(signedIn);
  }
  for (const name of files()) rmSync(join(folder, name));
  {
    await using log = open();
    await log.check();
    expect(log.state().faults[0]).toContain('last lines are missing');
  }
  rmSync(join(folder, 'security-end'));
  {
    await using log = open();
    log.note(signedIn);
  }
  expect(lines()[0]).toMatchObject({ line: 1, before: '' });
  rmSync(join(folder, 'security-end'));
  {
    await using next = open();
    await next.check();
    expect(next.state().faults).toEqual([expect.stringContaining('note')]);
  }
  expect(lines()).toMatchObject([{}, { what: 'note-missing' }]);
});

test('[L2] half a line of a killed process is taken out and told of; the chain stays whole', async () => {
  {
    await using log = open();
    log.note(signedIn);
  }
  appendFileSync(join(folder, files()[0] ?? ''), '{"line":2,"at":"20');

  await using log = open();
  await log.check();

  expect(log.state().faults).toEqual([]);
  expect(lines()).toMatchObject([{ line: 1 }, { line: 2, what: 'half-line', bytes: 18 }]);
});

test('[L2] a file that is changed while the server runs is noticed with the next line', async () => {
  await using log = open();
  log.note(signedIn);
  appendFileSync(join(folder, files()[0] ?? ''), 'x\n');
  expect(log.state().faults).toEqual([]);

  log.note(signedIn);

  expect(log.state().faults[0]).toContain('while the server ran');
  await log.check();
  expect(log.state().faults.length).toBeGreaterThan(1);
});

test('[L5] a full disk fails nothing, is shown, and what is missing is told once there is room', async () => {
  let isFull = false;
  await using log = open({
    append: (path, text) => {
      // Like a disk, it takes what fits.
      appendFileSync(path, isFull ? text.slice(0, 10) : text);
      if (isFull) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    },
  });
  log.note(signedIn);
  isFull = true;
  for (let n = 0; n < 3; n++) log.note(signedIn);

  expect(log.state()).toMatchObject({ unwritten: 3, faults: [], end: { line: 1 } });
  expect(troubles).toHaveLength(1);
  isFull = false;
  log.note({ ...signedIn, staff: 'ben' });

  expect(log.state()).toMatchObject({ unwritten: 0, faults: [], end: { line: 3 } });
  expect(troubles.at(-1)).toBeUndefined();
  expect(lines().slice(1)).toMatchObject([{ what: 'left-out', lines: 3 }, { staff: 'ben' }]);
  await log.check();
  expect(log.state().faults).toEqual([]);
});

test('[L4] [L5] wrong PINs of the last hour are all counted, also those without a line', async () => {
  await using log = open();
  for (let n = 0; n < 100; n++) log.note({ what: 'wrong-pin', isKnownTill: false });

  expect(log.state()).toMatchObject({ wrongPinsInHour: 100, end: { line: 32 } });
  expect(lines().at(-1)).toMatchObject({ inHour: 64 });
  at += 3_600_000;
  expect(log.state().wrongPinsInHour).toBe(0);
});

import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepPrivate } from './private-files.ts';

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

test('[M28] what an earlier version left open to all is closed, and nothing else is touched', () => {
  const root = mkdtempSync(join(tmpdir(), 'tidemark-private-'));
  try {
    const folder = join(root, 'data');
    mkdirSync(join(folder, 'backups'), { recursive: true });
    const files = [
      'mirror.sqlite',
      'mirror.sqlite-wal',
      'session-secret',
      'journal-key',
      'backups/mirror-2026.sqlite',
      'notes.txt',
    ];
    for (const each of files) {
      writeFileSync(join(folder, each), '');
      chmodSync(join(folder, each), 0o644);
    }
    writeFileSync(join(root, 'elsewhere'), '');
    chmodSync(join(root, 'elsewhere'), 0o644);
    symlinkSync(join(root, 'elsewhere'), join(folder, 'mirror-link'));

    keepPrivate(folder);

    expect(files.map(each => modeOf(join(folder, each)))).toEqual(['600', '600', '600', '600', '600', '644']);
    expect([folder, join(folder, 'backups')].map(modeOf)).toEqual(['700', '700']);
    expect(modeOf(join(root, 'elsewhere'))).toBe('644');
    keepPrivate(join(root, 'new', 'data'));
    expect(modeOf(join(root, 'new', 'data'))).toBe('700');
  } finally {
    rmSync(root, { recursive: true });
  }
});

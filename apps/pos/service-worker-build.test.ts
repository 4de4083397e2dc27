import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { programFiles } from './service-worker-build.ts';

test('the service worker keeps the program, and neither itself, the embedded elements nor the version', () => {
  const folder = built(['index.html', 'assets/index-AB12.js', 'sw.js', 'embed/tidemark.js', 'version.json']);

  expect(programFiles(folder)).toEqual([
    { url: 'assets/index-AB12.js', revision: null },
    { url: 'index.html', revision: expect.stringMatching(/^[0-9a-f]{32}$/) },
  ]);
});

test('a file without a hash in its name gets another revision with another content', () => {
  const revisionOf = (content: string) => programFiles(built(['index.html'], content))[0]?.revision;

  expect(revisionOf('one')).toBe(revisionOf('one'));
  expect(revisionOf('one')).not.toBe(revisionOf('two'));
});

function built(files: readonly string[], content = ''): string {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-built-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), content);
  }
  return folder;
}

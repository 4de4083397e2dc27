import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RequestFiles } from './request-files.ts';

test('[A60] an answer to a customer’s request is for the server’s user alone, and goes after thirty days', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'requests-'));
  let now = Date.now();
  using files = new RequestFiles(folder, () => now);
  await files.keep({ name: 'request-1', text: '{"a":1}' });
  await files.keep({ name: 'request-1', text: '{"a":2}' });

  const path = join(folder, 'requests', 'request-1.json');
  expect(readFileSync(path, 'utf8')).toBe('{"a":2}');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'requests')).mode & 0o777).toBe(0o700);

  now += 29 * 86_400_000;
  files.forget();
  expect(readdirSync(join(folder, 'requests'))).toEqual(['request-1.json']);
  now += 2 * 86_400_000;
  files.forget();
  expect(readdirSync(join(folder, 'requests'))).toEqual([]);
  rmSync(folder, { recursive: true });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RequestFiles } from './request-files.ts';

const shop = 'a.myshopify.com';

test('[A60] an answer to a customer’s request is for the server’s user alone, and goes after thirty days', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'requests-'));
  let now = Date.now();
  using files = new RequestFiles(folder, () => now);
  await files.keep(shop, { name: 'request-1', text: '{"a":1}' });
  await files.keep(shop, { name: 'request-1', text: '{"a":2}' });

  const path = join(folder, 'requests', 'request-1-a.myshopify.com.json');
  expect(readFileSync(path, 'utf8')).toBe('{"a":2}');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'requests')).mode & 0o777).toBe(0o700);

  now += 29 * 86_400_000;
  files.forget();
  expect(readdirSync(join(folder, 'requests'))).toEqual(['request-1-a.myshopify.com.json']);
  now += 2 * 86_400_000;
  files.forget();
  expect(readdirSync(join(folder, 'requests'))).toEqual([]);
  rmSync(folder, { recursive: true });
});

test('[A60] the answers of a shop whose data are erased go, and so do those of before they were named by shop', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'requests-'));
  using files = new RequestFiles(folder, Date.now);
  await files.keep(shop, { name: 'request-1', text: '{}' });
  await files.keep('b.myshopify.com', { name: 'request-1', text: '{}' });
  writeFileSync(join(folder, 'requests', 'request-7.json'), '{}');

  files.forgetOf(shop);

  expect(readdirSync(join(folder, 'requests'))).toEqual(['request-1-b.myshopify.com.json']);
  rmSync(folder, { recursive: true });
});

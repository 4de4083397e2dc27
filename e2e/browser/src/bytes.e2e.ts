import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';

const dist = fileURLToPath(new URL('../../../apps/pos/dist/', import.meta.url));

/** The file and all files that it loads at once, without those that it may load later. */
function loadedWith(file: string, known = new Set<string>()): Set<string> {
  if (known.has(file)) return known;
  known.add(file);
  const code = readFileSync(join(dist, 'assets', file), 'utf8');
  for (const [, other = ''] of code.matchAll(
    /(?:import|export)(?:[^"'();]*?from)?["'`]\.\/([^"'`]+\.js)["'`]/g,
  ))
    loadedWith(other, known);
  return known;
}

/** The files that these may load later. */
function loadedLater(files: Iterable<string>): string[] {
  return [...files].flatMap(file =>
    [
      ...readFileSync(join(dist, 'assets', file), 'utf8').matchAll(/import\(["'`]\.\/([^"'`]+\.js)["'`]\)/g),
    ].map(([, name = '']) => name),
  );
}

function kilobytes(files: Iterable<string>) {
  const contents = [...files].map(file => readFileSync(join(dist, 'assets', file)));
  const sum = (sizes: readonly number[]) => sizes.reduce((all, each) => all + each, 0) / 1000;
  return {
    minified: sum(contents.map(each => each.length)),
    compressed: sum(contents.map(each => gzipSync(each).length)),
  };
}

test('[P7] what a page shows first, and what it needs before data, is no more code than its budget', () => {
  const page = readFileSync(join(dist, 'index.html'), 'utf8');
  const entry = /<script[^>]+src="\/assets\/([^"]+)"/.exec(page)?.[1] ?? '';
  const named = (start: string, files: Iterable<string>) => {
    const found = loadedLater(files).find(file => file.startsWith(start));
    expect(found, start).toBeDefined();
    return found ?? '';
  };
  // The script that starts the worker loads what the page shows first.
  const first = new Set(loadedWith(entry));
  loadedWith(named('whole-page-', [...first]), first);
  const beforeData = [named('engine-', first), named('sell-page-', first)].reduce(
    (all, file) => loadedWith(file, all),
    new Set(first),
  );
  // All files are fetched from the start, not one after the other.
  for (const file of beforeData) if (file !== entry) expect(page).toContain(`href="/assets/${file}"`);

  expect(kilobytes(first).minified).toBeLessThan(164);
  expect(kilobytes(first).compressed).toBeLessThan(54);
  expect(kilobytes(beforeData).minified).toBeLessThan(313);
  // Each file costs a request, which takes a slow tablet some milliseconds.
  expect(beforeData.size).toBeLessThanOrEqual(9);
  // The till itself is loaded by its worker, in parallel to the page.
  const worker = readdirSync(join(dist, 'assets')).filter(file => file.startsWith('till-worker-'));
  expect(worker).toHaveLength(1);
  // 34 kB of it are the till's key, its journal, and the proof and erasure of records; 16 kB are sign-in without a
  // network, effects of sales, and the erasure of customers in its caches; 1 kB are approvals.
  expect(kilobytes(worker).minified).toBeLessThan(520);
  // Languages, and screens that were not opened yet, are not part of it.
  for (const later of ['de-', 'orders-page-', 'sync-page-', 'stock-page-', 'storage-dexie-'])
    expect([...beforeData].filter(file => file.startsWith(later))).toEqual([]);
});

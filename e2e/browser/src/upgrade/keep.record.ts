import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { SellingPage } from '../pages/selling-page.ts';
import { expect, test } from '../stage/world.ts';
import { keep, makeKeysReadable } from './kept-till.ts';

/**
 * Stores what this version leaves behind, for later versions: `npm run record -w @tidemark/browser -- NAME`. A till
 * sells, parks, edits and moves while the server does not answer, and stops with a line in its cart.
 */
const name = process.env['RECORD_AS'] ?? '';

test('what a till and a server of this version keep', async ({ till, world }) => {
  expect(name, 'RECORD_AS names the version').toMatch(/^[\w-]+$/);
  const { page } = till;
  // The till's worker makes its keys, and runs no script of the page's own.
  await page.route('**/assets/*.js', async route => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `(${makeKeysReadable.toString()})();\n${await response.text()}` });
  });
  const selling = new SellingPage(till);
  const anyProduct = async (): Promise<void> => {
    await page.getByTestId('product-card').nth(1).click();
    await expect(page.getByTestId('cart-line')).toHaveCount(1);
  };
  await till.ready();
  await page.route('**/api/**', route => route.abort());
  const receipts: string[] = [];
  await anyProduct();
  receipts.push(await selling.payCash());
  await anyProduct();
  await selling.addCustomer('Ida', 'ida.kept@example.com');
  receipts.push(await selling.payCash());
  await anyProduct();
  await selling.park('Table 7');
  await selling.go('stock');
  await page.getByTestId('product-card').nth(1).click();
  await page.getByTestId('move-dialog').locator('input[name="units"]').fill('3');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('move-row')).toHaveCount(1);
  await selling.go('sell');
  await anyProduct();
  const line = (await page.getByTestId('cart-line').innerText()).split('\n')[0] ?? '';
  // A cart on screen is stored a moment after its last change.
  await page.waitForTimeout(2000);
  await page.goto(`${world.origin}/healthz`);
  const kept = await page.evaluate(keep);

  const folder = fileURLToPath(new URL(`../../kept/${name}/`, import.meta.url));
  mkdirSync(folder, { recursive: true });
  const text = JSON.stringify({ ...kept, origin: world.origin, receipts, line });
  writeFileSync(join(folder, 'till.json.gz'), gzipSync(text, { level: 9 }));
  writeFileSync(join(folder, 'mirror.sqlite.gz'), gzipSync(mirrorIn(dirname(world.posFolder)), { level: 9 }));
});

/** The mirror as one file, while its server is running. */
function mirrorIn(data: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-record-'));
  for (const end of ['', '-wal'])
    if (existsSync(join(data, `mirror.sqlite${end}`)))
      copyFileSync(join(data, `mirror.sqlite${end}`), join(folder, `mirror.sqlite${end}`));
  const database = new DatabaseSync(join(folder, 'mirror.sqlite'));
  database.exec(`vacuum into '${join(folder, 'whole.sqlite')}'`);
  database.close();
  const bytes = readFileSync(join(folder, 'whole.sqlite'));
  rmSync(folder, { recursive: true });
  return bytes;
}

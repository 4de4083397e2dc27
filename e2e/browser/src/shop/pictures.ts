/** `npm run pictures`: makes docs/till.png, Sell beside Sync All, from a demo shop and a till that verified itself. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from '@playwright/test';
import { browserPath } from '../stage/browser-path.ts';
import { OwnWorld } from '../stage/own-world.ts';
import { TillPage } from '../pages/till-page.ts';

const size = { width: 1180, height: 860 };
const target = fileURLToPath(new URL('../../../../docs/till.png', import.meta.url));

await using world = await OwnWorld.open({}, { DEMO_PRODUCTS: '500' });
const executablePath = browserPath();
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  const [sell, sync] = await takeBoth(await browser.newPage({ viewport: size }));
  await writeFile(target, await besideEachOther(browser, sell, sync));
  console.log(`Wrote ${target}`);
} finally {
  await browser.close();
}

async function takeBoth(page: Page): Promise<[Buffer, Buffer]> {
  const till = new TillPage(page, world.origin);
  await till.ready();
  const cards = page.getByTestId('product-card');
  const lines = page.getByTestId('cart-line');
  for (const [count, at] of [1, 4, 6].entries()) {
    await cards.nth(at).click();
    // A product of several variants asks which.
    const choice = page.locator('dialog[open] li button').first();
    await choice.or(lines.nth(count)).first().waitFor();
    if (await choice.isVisible()) await choice.click();
    await lines.nth(count).waitFor();
  }
  const sell = await page.screenshot();
  await till.openSyncAll();
  await page.getByTestId('sync-new-data').click();
  await page.locator('[data-testid="sync-log-row"][data-trigger="manual"]').first().waitFor();
  const sync = await page.screenshot();
  return [sell, sync];
}

/** Joins two pictures in one. The browser does it, so that no image library is needed. */
async function besideEachOther(from: Browser, left: Buffer, right: Buffer): Promise<Buffer> {
  const page = await from.newPage({ viewport: { width: size.width * 2 + 72, height: size.height + 48 } });
  const img = (picture: Buffer): string =>
    `<img src="data:image/png;base64,${picture.toString('base64')}" style="border-radius:12px;border:1px solid #c8d2cd">`;
  await page.setContent(
    `<body style="margin:0;padding:24px;background:#e9eeeb;display:flex;gap:24px">${img(left)}${img(right)}</body>`,
  );
  await page.waitForFunction(() => [...document.images].every(each => each.complete));
  return page.screenshot();
}

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { protocolHeader, protocolVersion } from '@tidemark/protocol';
import { collectionNames, recordNames } from '@tidemark/schema';
import { OwnWorld } from './stage/own-world.ts';
import { lookAt, outsideOf, wordsIn } from './stage/screen-texts.ts';
import { TillPage } from './pages/till-page.ts';
import { TillTour } from './stage/till-tour.ts';
import { expect, test } from './stage/world.ts';

/** The till in other languages than its source language [S20]. */

const sizes = { phone: [390, 844], tablet: [1024, 768], desktop: [1440, 900] } as const;

/** A folder; where it is set, each screen's picture is written there for a person to look at. */
const pictures = process.env['LANGUAGE_PICTURES'];

/** Names of a shop, its server and its products, and names that are the same in every language. */
async function dataOf(origin: string): Promise<Set<string>> {
  const headers = { 'content-type': 'application/json', [protocolHeader]: String(protocolVersion) };
  const till = { id: 'reader-0002' };
  const body = JSON.stringify({ shop: 'tidemark-demo.myshopify.com', staff: 'demo', pin: '1234', till });
  const answer = await fetch(`${origin}/api/session`, { method: 'POST', headers, body });
  const session = (await answer.json()) as { token: string };
  const known: unknown[] = [
    session,
    'Tidemark EUR English Deutsch your-shop.myshopify.com Till localhost http',
    dates(),
  ];
  for (const name of [...collectionNames, ...recordNames]) {
    const page = await fetch(`${origin}/api/replication/${name}/pull?limit=1000`, {
      headers: { ...headers, authorization: `Bearer ${session.token}` },
    });
    known.push(await page.json());
  }
  return wordsIn(known);
}

/** Pseudo-languages have English dates. */
function dates(): readonly string[] {
  const format = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short' });
  return Array.from({ length: 12 }, (_, month) =>
    [1, 13].map(hour => format.format(new Date(2026, month, 1, hour))),
  ).flat();
}

/** Writes a screen's picture, where pictures are wanted. */
async function picture(page: Page, language: string, name: string): Promise<void> {
  if (pictures === undefined) return;
  mkdirSync(join(pictures, language), { recursive: true });
  await page.screenshot({ path: join(pictures, language, `${name}.png`) });
}

/**
 * Text that may end in dots: in a row of a long list, since all rows have one height; the name of a shop beside the
 * bar's buttons; and a field's hint, which its label repeats.
 */
function mayBeCut(where: string, isPhone: boolean): boolean {
  return (
    /list span\.under|tide-pos-bar (strong|small)/.test(where) || (isPhone && where.endsWith('[placeholder]'))
  );
}

/** Gives the page another size, and two frames in which a list finds its rows. */
async function resize(page: Page, width: number, height: number): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.evaluate(async () => {
    for (let n = 0; n < 2; n++) await new Promise(resolve => requestAnimationFrame(resolve));
  });
}

/** The tour uses a phone's size, where parts of a screen are hidden. */
const [phoneWidth, phoneHeight] = sizes.phone;

for (const language of ['en-XA', 'ar-XB', 'de'])
  test(`[S20] in every size, every screen is wholly in ${language}, and nothing is cut off`, async ({
    page,
    openTill,
    world,
  }) => {
    await resize(page, phoneWidth, phoneHeight);
    await page.addInitScript(code => localStorage.setItem('tidemark-language', code), language);
    const data = await dataOf(world.origin);
    const [bare, cutOff] = [new Set<string>(), new Set<string>()];
    const till = await openTill(page);
    await till.open();
    // A language is loaded when a page opens; until then the page uses the source language.
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    const tour = new TillTour(page, async name => {
      for (const [size, [width, height]] of Object.entries(sizes)) {
        await resize(page, width, height);
        const look = await lookAt(page);
        // Letters do not show whether a text is German: a unit test finds missing translations.
        for (const { text, where } of language === 'de' ? [] : look.texts) {
          const rest = outsideOf(text, data);
          if (rest !== '') bare.add(`${size} ${name}: ${where}: ${rest}`);
        }
        for (const { text, where } of look.cutOff)
          if (!mayBeCut(where, size === 'phone')) cutOff.add(`${size} ${name}: ${where}: ${text}`);
        await picture(page, language, `${size}-${name}`);
      }
      await resize(page, phoneWidth, phoneHeight);
    });
    await tour.all();

    const root = page.locator('html');
    await expect(root).toHaveAttribute('dir', language === 'ar-XB' ? 'rtl' : 'ltr');
    await expect(root).toHaveAttribute('lang', language);
    expect.soft([...bare]).toEqual([]);
    expect.soft([...cutOff]).toEqual([]);
  });

test.describe('a browser that speaks German', () => {
  test.use({ locale: 'de-AT' });

  test('[S20] begins in German; the till’s own choice redraws it at once, and outlives a reload', async ({
    page,
    openTill,
  }) => {
    const till = await openTill(page);
    await till.open();
    const form = page.getByTestId('sign-in-form');
    await expect(form.getByRole('button', { name: 'Anmelden' })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');

    await page.getByTestId('language').selectOption('en');
    await expect(form.getByRole('button', { name: 'Sign in' })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await page.reload();
    await till.signIn();
    await till.verified();
    await expect(page.getByTestId('menu-button')).toHaveText('Menu');

    await page.getByTestId('menu-button').click();
    await page.getByTestId('menu-language').click();
    await page.getByTestId('language').selectOption('de');
    await expect(page.getByTestId('language-dialog')).toContainText('Sprache');
    await expect(page.getByTestId('menu-button')).toHaveText('Menü');
    await expect(page.getByTestId('pay')).toHaveText('Bezahlen');
    await expect(page.getByTestId('cart-total')).toHaveText(/0,00/);
    await page.reload();
    await expect(page.getByTestId('menu-button')).toHaveText('Menü');
  });

  test('[S20] a language that cannot be loaded is said, and the till goes on in the one that it has', async ({
    page,
    openTill,
  }) => {
    await page.route(/\/assets\/de-/, route => route.abort());
    const till = await openTill(page);
    await till.open();
    await expect(page.getByTestId('sign-in-form').getByRole('button', { name: 'Sign in' })).toBeVisible();

    await page.getByTestId('language').selectOption('de');
    await expect(page.locator('tide-language-choice').getByRole('alert')).toContainText('That did not work');
    await till.signIn();
    await till.verified();
  });
});

test('[S20] the shop’s language is its tills’, unless they choose; receipts stay in it, and in its time zone', async ({
  page,
}) => {
  await using world = await OwnWorld.open({ SHOP_LANGUAGE: 'de' });
  const till = new TillPage(page, world.origin);
  await till.ready();
  await expect(page.getByTestId('menu-button')).toHaveText('Menü');

  await page.getByTestId('menu-button').click();
  await page.getByTestId('menu-language').click();
  await expect(page.getByTestId('language')).toContainText('Wie der Shop (Deutsch)');
  await page.getByTestId('language').selectOption('en');
  await page.getByTestId('language-dialog').getByRole('button', { name: 'Close' }).click();
  await expect(page.getByTestId('menu-button')).toHaveText('Menu');

  await page.getByTestId('product-card').nth(1).click();
  await page.getByTestId('pay').click();
  await page.getByTestId('take-payment').click();
  const dialog = page.getByTestId('receipt-dialog').filter({ visible: true });
  await expect(dialog.getByRole('heading', { level: 2 })).toHaveText('Sold');
  const receipt = dialog.getByTestId('receipt');
  await expect(receipt).toHaveAttribute('lang', 'de');
  await expect(receipt).toContainText('Vielen Dank!');
  await expect(receipt).toContainText('Summe');
  await expect(receipt.getByTestId('receipt-total')).toHaveText(/^\d+,\d\d\s€$/);
});

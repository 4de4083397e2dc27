/**
 * A till in Chromium at the size of a large shop, once it is filled (that is `till-sync.bench.ts`): a reload until
 * words are found; a keystroke of a search; a check of everything stored against its own hashes and the mirror; how
 * long an edit in the shop takes to reach the open till; then what a cashier waits for: a scan until its line is shown,
 * a payment until its receipt is shown, which is when the sale is stored.
 */
import { chromium } from '@playwright/test';
import config from '../../playwright.config.ts';
import { browserPath } from '../stage/browser-path.ts';
import { BenchShop } from './bench-shop.ts';
import { inShares, inWords, seconds } from './bench-words.ts';
import { TillPage } from '../pages/till-page.ts';

declare global {
  /** Durations of the page's tasks over 50 ms since it was last emptied. */
  var longTasks: number[];
  /** Durations of keystrokes of 16 ms or more, from the key to the next frame. */
  var slowKeys: number[];
  /** Resolves when a scan of this code found something. */
  var scanned: (code: string) => Promise<void>;
  /** How many milliseconds the till searches after each of these keys, without drawing the results. */
  var searched: (words: readonly string[]) => Promise<number[]>;
  /** When a key was last entered, on the page's clock. */
  var enteredAt: number;
  /** From now on, `storedAt` is when the till said that a sale is stored, on the page's clock. */
  var watchSales: () => Promise<void>;
  var storedAt: number;
  /** Resolves in the frame in which an element of this selector shows the words, to its time. */
  var shown: (selector: string, words: string) => Promise<number>;
}

const edits = Number(process.env['BENCH_EDITS'] ?? 100);
/** BENCH_ONLY=reload,keystrokes runs only these parts. */
const only = (process.env['BENCH_ONLY'] ?? '').split(',').filter(Boolean);
const scans = 60;
const sales = 30;
/** What a cashier types. */
const typed = ['bench kettle', 'blue mug', 'linen', '29000000'];
const patienceMs = 600_000;

await using world = await BenchShop.open();
const { origin, shop, kettle, code } = world;
const executablePath = browserPath() ?? 'chromium';
const browser = await chromium.launch({ ...config.use?.launchOptions, executablePath });
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
page.setDefaultTimeout(patienceMs);
await page.addInitScript(() => {
  globalThis.longTasks = [];
  new PerformanceObserver(list => {
    for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration);
  }).observe({ entryTypes: ['longtask'] });
  globalThis.slowKeys = [];
  new PerformanceObserver(list => {
    for (const each of list.getEntries() as PerformanceEventTiming[]) {
      if (each.name === 'keydown') globalThis.slowKeys.push(each.duration);
    }
  }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  type OpenTill = {
    scan: (code: string) => Promise<{ kind: string }>;
    catalogue: { search: (query: string, limit: number) => Promise<unknown> };
    selling: { sell: (...sale: readonly unknown[]) => Promise<{ kind: string }> };
  };
  const openTill = (): Promise<OpenTill | undefined> => {
    type Tills = Map<string, Promise<OpenTill>>;
    const tills = (globalThis as unknown as Record<symbol, Tills | undefined>)[Symbol.for('tidemark.tills')];
    return [...(tills?.values() ?? [])][0] ?? Promise.resolve(undefined);
  };
  globalThis.scanned = async code => {
    const result = await (await openTill())?.scan(code);
    if (result?.kind !== 'found') throw new Error(`${code}: ${result?.kind}`);
  };
  globalThis.searched = async words => {
    const till = await openTill();
    const times: number[] = [];
    for (const each of words) {
      for (let length = 1; length <= each.length; length++) {
        const startedAt = performance.now();
        await till?.catalogue.search(each.slice(0, length), 60);
        times.push(performance.now() - startedAt);
        await new Promise(resolve => setTimeout(resolve, 0));
      }
    }
    return times;
  };
  globalThis.watchSales = async () => {
    const selling = (await openTill())?.selling;
    if (!selling) throw new Error('no till is open');
    const sell = selling.sell.bind(selling);
    selling.sell = async (...sale) => {
      const result = await sell(...sale);
      if (result.kind !== 'sold') throw new Error(result.kind);
      globalThis.storedAt = performance.now();
      return result;
    };
  };
  globalThis.enteredAt = 0;
  addEventListener(
    'keydown',
    ({ key }) => {
      if (key === 'Enter') globalThis.enteredAt = performance.now();
    },
    { capture: true },
  );
  const shadows = (root: Document | ShadowRoot): ShadowRoot[] =>
    [...root.querySelectorAll('*')].flatMap(({ shadowRoot }) =>
      shadowRoot ? [shadowRoot, ...shadows(shadowRoot)] : [],
    );
  globalThis.shown = async (selector, words) => {
    const isShown = () =>
      shadows(document).some(root =>
        [...root.querySelectorAll(selector)].some(each => each.textContent.includes(words)),
      );
    while (!isShown()) await new Promise(requestAnimationFrame);
    return performance.now();
  };
});
const till = new TillPage(page, origin);
try {
  await till.ready();
  for (const bench of [benchReload, benchKeystrokes, benchCheck, benchEdits, benchScans, benchSales])
    if (only.length === 0 || only.some(name => bench.name.toLowerCase() === `bench${name}`)) await bench();
} finally {
  await browser.close();
}

async function benchReload(): Promise<void> {
  const startedAt = performance.now();
  await page.reload();
  await page.getByTestId('product-card').first().waitFor();
  const firstMs = performance.now() - startedAt;
  await page.evaluate(each => globalThis.scanned(each), code);
  const scannedMs = performance.now() - startedAt;
  await till.search('waxed');
  await page.getByTestId('product-card').filter({ hasText: 'Waxed' }).first().waitFor();
  const searchedMs = performance.now() - startedAt;
  await till.verified();
  const tasks = await page.evaluate(() => globalThis.longTasks.splice(0));
  console.log(
    `reload: first product visible after ${seconds(firstMs)}, a code that was asked for then found after ${seconds(scannedMs)}, words that were typed then after ${seconds(searchedMs)}, verified after ${seconds(performance.now() - startedAt)}; ${inWords(tasks)}`,
  );
  await till.search('');
}

/** Recomputes the digests of everything stored, and compares them with the mirror's. */
async function benchCheck(): Promise<void> {
  await till.openSyncAll();
  await page.evaluate(() => globalThis.longTasks.splice(0));
  const startedAt = performance.now();
  await page.getByTestId('check-everything').click();
  await page.getByText('Everything here is equal to the mirror.').first().waitFor();
  const tasks = await page.evaluate(() => globalThis.longTasks.splice(0));
  console.log(`check of everything: ${seconds(performance.now() - startedAt)}; ${inWords(tasks)}`);
  await world.quiet();
  await page.goto(origin);
  await till.verified();
}

async function benchEdits(): Promise<void> {
  await till.search('Bench Kettle');
  await till.card('Bench Kettle').waitFor();
  await page.evaluate(() => globalThis.longTasks.splice(0));
  const times: number[] = [];
  for (let edit = 1; edit <= edits; edit++) {
    const title = `Bench Kettle, edition ${edit}.`;
    const seen = page.evaluate(words => globalThis.shown('[data-testid="product-card"]', words), title);
    const startedAt = performance.now();
    await shop.retitle(kettle.id, title);
    await seen;
    times.push(performance.now() - startedAt);
    // Edits are spread out, and not in step with any timer.
    await new Promise(resolve => setTimeout(resolve, 100 + ((edit * 37) % 100)));
  }
  await report(`edit in the shop until visible in the till, ${edits} edits`, times);
}

/** As a cashier types a search: from the key until the next frame. Times under 16 ms are not distinguished. */
async function benchKeystrokes(): Promise<void> {
  await page.evaluate(() => {
    globalThis.longTasks.length = 0;
    globalThis.slowKeys.length = 0;
  });
  let keys = 0;
  for (const words of typed) {
    await till.search('');
    await page.getByTestId('search-input').focus();
    for (const key of words) {
      await page.keyboard.press(key === ' ' ? 'Space' : key);
      await page.waitForTimeout(120);
      keys++;
    }
  }
  const slow = await page.evaluate(() => globalThis.slowKeys.splice(0));
  const quick = Array.from({ length: Math.max(0, keys - slow.length) }, () => 16);
  await report(`a keystroke of a search until it is drawn, ${keys} keys`, [...slow, ...quick]);
  const searches = await page.evaluate(each => globalThis.searched(each), typed);
  console.log(`  of it, the search, as called one after the other: ${inShares(searches)}`);
}

/** A scan is the keys of a code; measures from its last key until the cart shows one piece more. */
async function benchScans(): Promise<void> {
  await till.search('');
  await page.getByTestId('search-input').blur();
  await page.evaluate(() => globalThis.longTasks.splice(0));
  const times: number[] = [];
  for (let pieces = 1; pieces <= scans; pieces++) {
    const shownAt = page.evaluate(
      words => globalThis.shown('output[aria-label="Quantity"]', words),
      String(pieces),
    );
    await till.scan(code);
    times.push((await shownAt) - (await page.evaluate(() => globalThis.enteredAt)));
  }
  await report(`scan until its line is shown, ${scans} scans`, times);
}

/** From the key that takes the money until the receipt is shown: by then the sale was stored, read back and copied. */
async function benchSales(): Promise<void> {
  const times: number[] = [];
  const stored: number[] = [];
  await page.evaluate(() => globalThis.watchSales());
  for (let sale = 1; sale <= sales; sale++) {
    // The first sale is what the scans left in the cart.
    if (sale > 1 || !(await till.cartLine('Bench Kettle').isVisible())) await till.scan(code);
    await till.cartLine('Bench Kettle').waitFor();
    await page.getByTestId('pay').click();
    await page.getByTestId('pay-dialog').waitFor();
    // Not the previous receipt, which is still in the page.
    const number = `-${String(sale).padStart(6, '0')}`;
    const shownAt = page.evaluate(words => globalThis.shown('[data-testid="receipt-number"]', words), number);
    await page.keyboard.press('Enter');
    times.push((await shownAt) - (await page.evaluate(() => globalThis.enteredAt)));
    stored.push(await page.evaluate(() => globalThis.storedAt - globalThis.enteredAt));
    await page.locator('[data-testid="next-sale"][aria-disabled="false"]').press('Enter');
    await page.getByTestId('receipt-dialog').getByTestId('receipt').waitFor({ state: 'hidden' });
  }
  await report(`payment until its receipt is shown, ${sales} sales`, times);
  console.log(`  of it, until it is signed and stored: ${inShares(stored)}`);
}

async function report(what: string, times: number[]): Promise<void> {
  const tasks = await page.evaluate(() => globalThis.longTasks.splice(0));
  console.log(`${what}: ${inShares(times)}; ${inWords(tasks)}`);
}

/**
 * A till in Chromium at the size of a large shop: its first sync, against fetching and parsing the same pages in the
 * same page, and a look-up of a code meanwhile; a reload; a check of everything stored against its own hashes and the
 * mirror; how long an edit in the shop takes into the open till; then what a cashier waits for: a scan until its
 * line is shown, a payment until its receipt is, which is when the sale is stored, and a keystroke of a search.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { startShopifySimulator } from '@tidemark/shopify-simulator';
import config from '../playwright.config.ts';
import { inShares, inWords, seconds } from './bench-words.ts';
import { freePort } from './ports.ts';
import { RunningProcess } from './process.ts';
import { Shop } from './shop.ts';
import { TillPage } from './till-page.ts';

declare global {
  /** Durations of the page's tasks over 50 ms since it was last emptied. */
  var longTasks: number[];
  /** Durations of keystrokes of 16 ms or more, from the key to the next picture. */
  var slowKeys: number[];
  /** How long the page worked on what was typed, where the picture took 16 ms or more. */
  var inputs: number[];
  /** Looks a code up every 50 ms until it is stopped; answers how late each answer was. */
  var lookUps: (code: string) => { stop: () => number[] };
  /** Resolves when a scan of this code found something. */
  var scanned: (code: string) => Promise<void>;
  /** When a key was last entered, on the page's clock. */
  var enteredAt: number;
  /** Resolves in the frame in which an element of this selector shows the words; answers when that is. */
  var shown: (selector: string, words: string) => Promise<number>;
}

const products = Number(process.env['BENCH_PRODUCTS'] ?? 25_000);
const edits = Number(process.env['BENCH_EDITS'] ?? 100);
/** BENCH_ONLY=reload,keystrokes: what follows the first sync; everything without it. */
const only = (process.env['BENCH_ONLY'] ?? '').split(',').filter(Boolean);
const scans = 60;
const sales = 30;
const patienceMs = 600_000;
const folder = await mkdtemp(join(tmpdir(), 'till-bench-'));

// In this process, which only waits: unlike the simulator's own, it does not write the shop into a file meanwhile.
const { origin: simulatorOrigin, close: closeSimulator } = await startShopifySimulator({
  products,
  throttle: { maximumAvailable: 20_000, restoreRate: 1000 },
});
const shop = new Shop(simulatorOrigin);
const kettle = await shop.create('Bench Kettle', '2900000099990');
const port = await freePort();
const origin = `http://127.0.0.1:${port}`;
const server = new RunningProcess('apps/server/src/main.ts', {
  PORT: String(port),
  HOST: '127.0.0.1',
  DATA_DIR: folder,
  SHOPIFY_API_ORIGIN: simulatorOrigin,
  LOG_LEVEL: 'warn',
});
await server.answers(`${origin}/readyz`);
await isQuiet();

const browser = await chromium.launch(config.use?.launchOptions ?? {});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
page.setDefaultTimeout(patienceMs);
await page.addInitScript(() => {
  globalThis.longTasks = [];
  new PerformanceObserver(list => {
    for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration);
  }).observe({ entryTypes: ['longtask'] });
  globalThis.slowKeys = [];
  globalThis.inputs = [];
  new PerformanceObserver(list => {
    for (const each of list.getEntries() as PerformanceEventTiming[]) {
      if (each.name === 'keydown') globalThis.slowKeys.push(each.duration);
      if (each.name === 'input') globalThis.inputs.push(each.processingEnd - each.processingStart);
    }
  }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  type OpenTill = {
    catalogue: { find: (code: string) => unknown };
    scan: (code: string) => Promise<{ kind: string }>;
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
  globalThis.lookUps = code => {
    const late: number[] = [];
    let due = Infinity;
    const timer = setInterval(async () => {
      const till = await openTill();
      // Before there is a till, nobody can look up anything.
      if (till && due === Infinity) due = performance.now();
      // What a busy page let pass was late, too.
      for (const now = performance.now(); due <= now; due += 50) {
        till?.catalogue.find(code);
        late.push(performance.now() - due);
      }
    }, 5);
    return {
      stop: () => {
        clearInterval(timer);
        return late;
      },
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
  await benchFirstSync();
  for (const bench of [benchReload, benchKeystrokes, benchCheck, benchEdits, benchScans, benchSales])
    if (only.length === 0 || only.some(name => bench.name.toLowerCase() === `bench${name}`)) await bench();
} finally {
  await browser.close();
  await server.stop();
  await closeSimulator();
  await rm(folder, { recursive: true, force: true });
}

/** Resolves when the server has imported and audited everything, so that it does nothing else. */
async function isQuiet(): Promise<void> {
  type Health = { shops: Record<string, { imported: boolean; auditedAt: string | null }> };
  for (const until = Date.now() + patienceMs; ;) {
    const { shops } = (await (await fetch(`${origin}/healthz`)).json()) as Health;
    if (Object.values(shops).every(each => each.imported && each.auditedAt !== null)) return;
    if (Date.now() > until) throw new Error(`the import did not end:\n${server.output}`);
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}

async function benchFirstSync(): Promise<void> {
  await till.open();
  await page.getByTestId('sign-in-form').waitFor();
  const before = await limitIn(page);
  await page.evaluate(() => globalThis.longTasks.splice(0));
  const startedAt = performance.now();
  const looking = await page.evaluateHandle(() => globalThis.lookUps('2900000099990'));
  await till.signIn();
  await page.getByTestId('product-card').first().waitFor();
  const firstMs = performance.now() - startedAt;
  await till.verified();
  const syncMs = performance.now() - startedAt;
  const late = await looking.evaluate(each => each.stop());
  const tasks = await page.evaluate(() => globalThis.longTasks.splice(0));
  const lookingAgain = await page.evaluateHandle(() => globalThis.lookUps('2900000099990'));
  const after = await limitIn(page);
  const lateAtTheLimit = await lookingAgain.evaluate(each => each.stop());
  const limitMs = Math.min(before.ms, after.ms);
  const { documents, bytes } = before;
  console.log(
    `first sync of ${documents.toLocaleString('en')} documents (${(bytes / 1e6).toFixed(1)} MB): ${seconds(syncMs)} until verified; ` +
      `first product visible after ${seconds(firstMs)}`,
  );
  console.log(
    `  fetch and JSON.parse of the same pages in the same page: ${seconds(before.ms)} before, ${seconds(after.ms)} after; ratio ${(syncMs / limitMs).toFixed(1)}`,
  );
  console.log(`  ${inWords(tasks)}; heap ${await heap()}`);
  console.log(`  a code looked up every 50 ms meanwhile: ${inShares(late)}`);
  console.log(`  the same while pages are only fetched and parsed: ${inShares(lateAtTheLimit)}`);
}

/** What is in use of it, after a collection. */
async function heap(): Promise<string> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return `${Math.round(usedSize / 1e6)} MB`;
}

async function benchReload(): Promise<void> {
  const startedAt = performance.now();
  await page.reload();
  await page.getByTestId('product-card').first().waitFor();
  const firstMs = performance.now() - startedAt;
  await page.evaluate(() => globalThis.scanned('2900000099990'));
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

/** Digests of everything, recomputed from what is stored, and compared with the mirror's. */
async function benchCheck(): Promise<void> {
  await till.openSyncAll();
  await page.evaluate(() => globalThis.longTasks.splice(0));
  const startedAt = performance.now();
  await page.getByTestId('check-everything').click();
  await page.getByText('Everything here is equal to the mirror.').first().waitFor();
  const tasks = await page.evaluate(() => globalThis.longTasks.splice(0));
  console.log(`check of everything: ${seconds(performance.now() - startedAt)}; ${inWords(tasks)}`);
  await isQuiet();
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
    // Apart, and not in step with any timer.
    await new Promise(resolve => setTimeout(resolve, 100 + ((edit * 37) % 100)));
  }
  await report(`edit in the shop until visible in the till, ${edits} edits`, times);
}

/** As a cashier types a search: from the key until the picture after it. What takes less than 16 ms is not told apart. */
async function benchKeystrokes(): Promise<void> {
  await page.evaluate(() => {
    globalThis.longTasks.length = 0;
    globalThis.slowKeys.length = 0;
    globalThis.inputs.length = 0;
  });
  let keys = 0;
  for (const words of ['bench kettle', 'blue mug', 'linen', '29000000']) {
    await till.search('');
    await page.getByTestId('search-input').focus();
    for (const key of words) {
      await page.keyboard.press(key === ' ' ? 'Space' : key);
      await page.waitForTimeout(120);
      keys++;
    }
  }
  const slow = await page.evaluate(() => globalThis.slowKeys.splice(0));
  const inputs = await page.evaluate(() => globalThis.inputs.splice(0));
  const quick = Array.from({ length: Math.max(0, keys - slow.length) }, () => 16);
  await report(`a keystroke of a search until it is drawn, ${keys} keys`, [...slow, ...quick]);
  console.log(`  of it, search and elements, ${inputs.length} keys: ${inShares(inputs)}`);
}

/** A scan is the keys of a code; counted is from its last one until the cart shows one piece more. */
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
    await till.scan('2900000099990');
    times.push((await shownAt) - (await page.evaluate(() => globalThis.enteredAt)));
  }
  await report(`scan until its line is shown, ${scans} scans`, times);
}

/** From the key that takes the money until the receipt is shown: by then the sale was written, read back and copied. */
async function benchSales(): Promise<void> {
  const times: number[] = [];
  for (let sale = 1; sale <= sales; sale++) {
    if (sale > 1) await till.scan('2900000099990');
    await till.cartLine('Bench Kettle').waitFor();
    await page.getByTestId('pay').click();
    await page.getByTestId('pay-dialog').waitFor();
    // Not the receipt of before, which is in the page still.
    const number = `-${String(sale).padStart(6, '0')}`;
    const shownAt = page.evaluate(words => globalThis.shown('[data-testid="receipt-number"]', words), number);
    await page.keyboard.press('Enter');
    times.push((await shownAt) - (await page.evaluate(() => globalThis.enteredAt)));
    await page.locator('[data-testid="next-sale"][aria-disabled="false"]').press('Enter');
    await page.getByTestId('receipt-dialog').getByTestId('receipt').waitFor({ state: 'hidden' });
  }
  await report(`payment until its receipt is shown, ${sales} sales`, times);
}

async function report(what: string, times: number[]): Promise<void> {
  const tasks = await page.evaluate(() => globalThis.longTasks.splice(0));
  console.log(`${what}: ${inShares(times)}; ${inWords(tasks)}`);
}

/** Every page that a till pulls, fetched and parsed one after the other in the page, and nothing done with it. */
async function limitIn(page: Page): Promise<{ ms: number; documents: number; bytes: number }> {
  return page.evaluate(async () => {
    const headers = { 'content-type': 'application/json' };
    const body = {
      shop: 'tidemark-demo.myshopify.com',
      staff: 'demo',
      pin: '1234',
      till: { id: 'bench-limit' },
    };
    const signedIn = await fetch('/api/session', { method: 'POST', headers, body: JSON.stringify(body) });
    const { token } = (await signedIn.json()) as { token: string };
    const authorization = `Bearer ${token}`;
    const heads = await fetch('/api/replication/heads', { headers: { authorization } });
    const collections = Object.keys((await heads.json()) as object);
    const startedAt = performance.now();
    let [documents, bytes] = [0, 0];
    for (const collection of collections) {
      for (let checkpoint = '', done = false; !done;) {
        const answer = await fetch(`/api/replication/${collection}/pull?limit=1000${checkpoint}`, {
          headers: { authorization },
          cache: 'no-store',
        });
        const text = await answer.text();
        const parsed = JSON.parse(text) as { documents: object[]; checkpoint: string; digest?: object };
        checkpoint = `&checkpoint=${encodeURIComponent(parsed.checkpoint)}`;
        done = parsed.digest !== undefined;
        documents += parsed.documents.length;
        bytes += text.length;
      }
    }
    return { ms: performance.now() - startedAt, documents, bytes };
  });
}

/**
 * The first sync of a till in Chromium at the size of a large shop, against fetching and parsing the same pages in the
 * same page, with a scan every 50 ms meanwhile; then reloads. No debugger watches the page (see `UnwatchedBrowser`);
 * its profile is on the disk.
 */
import { UnwatchedBrowser } from '@tidemark/chunklog-storage/unwatched-browser';
import config from '../../playwright.config.ts';
import { browserPath } from '../stage/browser-path.ts';
import { BenchShop } from './bench-shop.ts';
import { inShares, inWords, seconds } from './bench-words.ts';

type OpenTill = {
  readonly catalogue: { find: (code: string) => Promise<unknown> };
  readonly scan: (code: string) => Promise<{ kind: string }>;
};

declare global {
  /** What this benchmark calls in the page. */
  var bench: {
    /** Durations of the page's tasks over 50 ms since it was last emptied. */
    readonly longTasks: number[];
    /** The time from each key to the end of its look-up, on the browser's clock, since it was last emptied. */
    readonly late: number[];
    /** The code to look up. */
    code: string;
    /** The first element that matches, through every shadow root. */
    find(selector: string): HTMLElement | undefined;
    /** Looks eight times a second. */
    until<T>(look: () => T | undefined | false): Promise<T>;
    till(): Promise<OpenTill | undefined>;
    limit(): Promise<{ ms: number; documents: number; characters: number }>;
  };
}

const reloads = 3;
await using world = await BenchShop.open();
const { args = [] } = config.use?.launchOptions ?? {};
const executablePath = browserPath() ?? 'chromium';
await using page = await UnwatchedBrowser.open({ executablePath, args }, prepare);
await page.goto(world.origin);
await page.evaluate(() =>
  globalThis.bench.until(() => globalThis.bench.find('[data-testid=sign-in-form]')).then(() => 0),
);
await benchFirstSync();
for (let n = 0; n < reloads; n++) await benchReload();

async function benchFirstSync(): Promise<void> {
  const before = await page.evaluate(() => globalThis.bench.limit());
  await page.evaluate(code => {
    globalThis.bench.code = code;
    globalThis.bench.longTasks.length = 0;
  }, world.code);
  const stopKeys = pressKeys();
  const startedAt = performance.now();
  await page.evaluate(async () => {
    const form = globalThis.bench.find('[data-testid=sign-in-form]') as HTMLFormElement;
    for (const [name, value] of Object.entries({
      shop: 'tidemark-demo.myshopify.com',
      staff: 'demo',
      pin: '1234',
    })) {
      const input = form.querySelector<HTMLInputElement>(`input[name=${name}]`);
      if (!input || input.readOnly) continue;
      input.value = value;
      for (const type of ['input', 'change'])
        input.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
    }
    form.querySelector('button')?.click();
    await globalThis.bench.until(() => globalThis.bench.find('[data-testid=product-card]'));
  });
  const firstMs = performance.now() - startedAt;
  await verified();
  const syncMs = performance.now() - startedAt;
  const late = await stopKeys();
  const tasks = await longTasks();
  const stopKeysAgain = pressKeys();
  const after = await page.evaluate(() => globalThis.bench.limit());
  const lateAtTheLimit = await stopKeysAgain();
  const limitMs = Math.min(before.ms, after.ms);
  console.log(
    `first sync of ${before.documents.toLocaleString('en')} documents (${(before.characters / 1e6).toFixed(1)} MB): ${seconds(syncMs)} until verified; first product visible after ${seconds(firstMs)}`,
  );
  console.log(
    `  fetch and JSON.parse of the same pages in the same page: ${seconds(before.ms)} before, ${seconds(after.ms)} after; ratio ${(syncMs / limitMs).toFixed(1)}`,
  );
  console.log(`  ${inWords(tasks)}; heap ${Math.round((await page.heap()) / 1e6)} MB`);
  console.log(`  a code asked for by a key every 50 ms, from the key to the answer: ${inShares(late)}`);
  console.log(`  the same while pages are only fetched and parsed: ${inShares(lateAtTheLimit)}`);
}

async function benchReload(): Promise<void> {
  // As when a till is not touched for a while: its idle work is done.
  await new Promise(resolve => setTimeout(resolve, 6_000));
  const startedAt = performance.now();
  await page.reload();
  await page.evaluate(() =>
    globalThis.bench.until(() => globalThis.bench.find('[data-testid=product-card]')).then(() => 0),
  );
  const firstMs = performance.now() - startedAt;
  await page.evaluate(async code => {
    const result = await (await globalThis.bench.till())?.scan(code);
    if (result?.kind !== 'found') throw new Error(`${code}: ${result?.kind}`);
  }, world.code);
  const scannedMs = performance.now() - startedAt;
  await verified();
  console.log(
    `reload: first product visible after ${seconds(firstMs)}, a code that was asked for then found after ${seconds(scannedMs)}, verified after ${seconds(performance.now() - startedAt)}; ${inWords(await longTasks())}`,
  );
}

async function verified(): Promise<void> {
  await page.evaluate(async () => {
    const verifiedAt = () => Number(globalThis.bench.find('[data-testid=sync-status]')?.dataset['verified']);
    await globalThis.bench.until(() => verifiedAt() > performance.timeOrigin);
  });
}

function longTasks(): Promise<number[]> {
  return page.evaluate(() => globalThis.bench.longTasks.splice(0));
}

/** Presses a key that the till ignores every 50 ms; each looks the code up. Stopping it returns the delays. */
function pressKeys(): () => Promise<number[]> {
  const stop = page.keepPressing('F9', 120, 50);
  return async () => {
    await stop();
    return page.evaluate(() => globalThis.bench.late.splice(0));
  };
}

/** Runs in the page, before the page's own scripts. */
function prepare(): void {
  const longTasks: number[] = [];
  new PerformanceObserver(list => {
    for (const { duration } of list.getEntries()) longTasks.push(duration);
  }).observe({ entryTypes: ['longtask'] });
  const late: number[] = [];
  let opened: OpenTill | undefined;
  const until = async <T>(look: () => T | undefined | false): Promise<T> => {
    for (;;) {
      const seen = look();
      if (seen) return seen;
      await new Promise(resolve => setTimeout(resolve, 120));
    }
  };
  const find = (selector: string, root: Document | ShadowRoot = document): HTMLElement | undefined =>
    root.querySelector<HTMLElement>(selector) ??
    [...root.querySelectorAll('*')]
      .flatMap(({ shadowRoot }) => (shadowRoot ? [find(selector, shadowRoot)] : []))
      .find(each => each !== undefined);
  const till = async (): Promise<OpenTill | undefined> => {
    type Tills = Map<string, Promise<OpenTill>>;
    const tills = (globalThis as unknown as Record<symbol, Tills | undefined>)[Symbol.for('tidemark.tills')];
    return [...(tills?.values() ?? [])][0];
  };
  addEventListener(
    'keydown',
    event => {
      if (event.key !== 'F9') return;
      // No look-up is possible before there is a till.
      if (!opened) return void till().then(each => (opened = each));
      void opened.catalogue
        .find(globalThis.bench.code)
        .then(() => late.push(performance.now() - event.timeStamp));
    },
    { capture: true },
  );
  /** Fetches and parses every page that a till pulls, one after the other, and does nothing with it. */
  const limit = async () => {
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
    let [documents, characters] = [0, 0];
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
        characters += text.length;
      }
    }
    return { ms: performance.now() - startedAt, documents, characters };
  };
  globalThis.bench = { longTasks, late, code: '', find, until, till, limit };
}

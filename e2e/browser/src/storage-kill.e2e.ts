import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, type Page } from '@playwright/test';
import { pageBundle } from '@tidemark/chunklog-storage/page-bundle';
import { OwnBrowser } from './stage/own-browser.ts';
import type * as page from './stage/storage-kill-page.ts';

declare global {
  var killed: Pick<
    typeof page,
    'writeFrom' | 'look' | 'fillDexie' | 'move' | 'countMoved' | 'leaveWitness' | 'hasWitness'
  >;
}

/**
 * When the page is killed: this long after it was opened, and not before this many more writes were acknowledged. So it
 * is killed while it reads, writes or rewrites.
 */
const moments = [
  { ms: 40, writes: 0 },
  { ms: 150, writes: 0 },
  { ms: 400, writes: 0 },
  { ms: 800, writes: 10 },
  { ms: 1_200, writes: 20 },
];

let script: string;
test.beforeAll(async () => {
  script = await pageBundle(new URL('stage/storage-kill-page.ts', import.meta.url));
});

test.describe('the storage of a till', () => {
  for (const kill of ['the browser', 'the page'] as const) {
    test(`loses nothing that it acknowledged, and no half of a write is there, wherever ${kill} is killed`, async () => {
      await kept(async place => {
        let written = 0;
        for (const { ms, writes } of moments) {
          const writing = await place.page();
          const before = place.acknowledged;
          // Does not wait for the answer: the page will be gone.
          void writing
            .evaluate(from => globalThis.killed.writeFrom(from), written + 1)
            .catch(() => undefined);
          await sleep(ms);
          await expect.poll(() => place.acknowledged).toBeGreaterThanOrEqual(before + writes);
          await (kill === 'the browser' ? place.killBrowser() : place.crash(writing));
          const found = await (await place.page()).evaluate(() => globalThis.killed.look());

          written = found.sales.at(-1) ?? 0;
          expect(found.damages).toBe(0);
          expect(found.sales).toEqual(Array.from({ length: written }, (_, n) => n + 1));
          expect(written).toBeGreaterThanOrEqual(place.acknowledged);
          // The products' write and the sale's may end in either order; each is whole.
          const rounds = [...new Set(found.products)];
          expect(rounds.length).toBeLessThanOrEqual(1);
          expect(rounds[0] ?? 0).toBeGreaterThanOrEqual(place.acknowledged);
          expect(Math.abs((rounds[0] ?? 0) - written)).toBeLessThanOrEqual(1);
          expect(found.listedBefore ?? found.products).toEqual(found.products);
          expect(found.listed ?? found.products).toEqual(found.products);
          if (found.products.length > 0) expect(found.listed).toBeDefined();
        }
      });
    });
  }

  test('a move from Dexie that is killed again and again brings everything', async () => {
    await kept(async place => {
      await (await place.page()).evaluate(() => globalThis.killed.fillDexie(3_000));

      for (const ms of [60, 150, 300, 500]) {
        const moving = await place.page();
        void moving.evaluate(() => globalThis.killed.move()).catch(() => undefined);
        await sleep(ms);
        await place.killBrowser();
      }
      const last = await place.page();
      await last.evaluate(() => globalThis.killed.move());

      expect(await last.evaluate(() => globalThis.killed.countMoved())).toBe(3_000);
    });
  });
});

/** How often the browser may lose everything by itself; that happens once in some hundred runs. */
const mostLosses = 3;

/**
 * Runs a scenario in a browser that does not lose its databases. A Chromium that is killed in the middle of a write may
 * delete all databases of a site at a later opening (docs/engines.md): no storage in them survives that, and the
 * scenario begins again.
 */
async function kept(scenario: (place: Place) => Promise<void>): Promise<void> {
  for (let losses = 0; losses < mostLosses; losses++) {
    await using place = await Place.open(script);
    await (await place.page()).evaluate(() => globalThis.killed.leaveWitness());
    try {
      return await scenario(place);
    } catch (error) {
      if (await (await place.page()).evaluate(() => globalThis.killed.hasWitness())) throw error;
      console.log(`The browser deleted all that it had stored: ${String(error)}`);
    }
  }
  throw new Error('The browser deleted all that it had stored, again and again.');
}

/** A browser profile, and a server to which its pages report what was stored. */
class Place implements AsyncDisposable {
  acknowledged = 0;
  readonly #profile: string;
  readonly #script: string;
  readonly #server = createServer((request, response) => {
    const round = /^\/acknowledged\/(\d+)$/.exec(request.url ?? '')?.[1];
    if (round !== undefined) this.acknowledged = Math.max(this.acknowledged, Number(round));
    const isScript = request.url === '/page.js';
    response
      .setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
      .end(isScript ? this.#script : '<script type="module" src="/page.js"></script>');
  });
  #browser: OwnBrowser | undefined;

  private constructor(profile: string, pageScript: string) {
    this.#profile = profile;
    this.#script = pageScript;
  }

  static async open(pageScript: string): Promise<Place> {
    const place = new Place(await mkdtemp(join(tmpdir(), 'tidemark-killed-')), pageScript);
    await new Promise<void>(resolve => place.#server.listen(0, '127.0.0.1', resolve));
    return place;
  }

  /** Opens a new page of this profile, and starts the browser where none runs. */
  async page(): Promise<Page> {
    const { launchOptions = {} } = test.info().project.use;
    this.#browser ??= await OwnBrowser.open(this.#profile, launchOptions);
    const opened = await this.#browser.page.context().newPage();
    const address = this.#server.address();
    await opened.goto(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
    await opened.waitForFunction(() => 'killed' in globalThis);
    return opened;
  }

  async killBrowser(): Promise<void> {
    await this.#browser?.kill();
    this.#browser = undefined;
  }

  /** Crashes the process of one page. */
  async crash(crashing: Page): Promise<void> {
    const session = await crashing.context().newCDPSession(crashing);
    const crashed = crashing.waitForEvent('crash');
    void session.send('Page.crash').catch(() => undefined);
    await crashed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.killBrowser();
    this.#server.close();
    await rm(this.#profile, { recursive: true, force: true });
  }
}

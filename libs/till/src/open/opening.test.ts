import { anInventoryLevel, aProduct, aVariant } from '@tidemark/schema/testing';
import type { RxStorage } from 'rxdb';
import { BehaviorSubject, filter, firstValueFrom, NEVER, Subject } from 'rxjs';
import { afterEach, expect, test, vi } from 'vitest';
import type { ShownNow } from '../first-screen/first-screen.ts';
import { singleTab } from '../tabs/leadership.ts';
import { hosted } from '../page/hosted-till.ts';
import { openBrowserTill } from './open-browser-till.ts';
import { withDefaults } from './open-till.ts';
import { keepFirst, type OpeningParts } from './opening.ts';
import { memoryCopy } from '../records/backup-copy/backup-copy.ts';
import { initialStatus } from '../api/status.ts';
import { tillStorage } from '../caches/storage.ts';
import { memoryKeep } from '../testing.ts';
import { MemoryBrowser } from '@tidemark/chunklog-storage/memory';
import { aShop, until } from '../testing/test-tills.ts';
import type { Till } from '../api/till.ts';

const opened: Till[] = [];
const held: { release: () => void }[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const each of held.splice(0)) each.release();
  for (const till of opened.splice(0)) await till[Symbol.asyncDispose]();
});

/** A browser whose disk can be slow with what is read after the first screen. */
class SlowBrowser {
  readonly server = aShop();
  readonly #disks = new MemoryBrowser();
  readonly #keep = memoryKeep();
  #answer: Promise<void> = Promise.resolve();
  /** No write with this record is stored. */
  refused: string | undefined;
  /** The disk answers again. */
  release = (): void => undefined;
  readonly #settings: { readonly listingOf?: () => undefined };

  constructor(settings: { readonly listingOf?: () => undefined } = {}) {
    this.#settings = settings;
  }

  /** The disk does not answer, until it is released. */
  hold(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#answer = promise;
    this.release = resolve;
    held.push(this);
  }

  async open(): Promise<Till> {
    const { server } = this;
    const till = await openBrowserTill(
      withDefaults({
        server: `http://slow`,
        shop: server.shop,
        fetch: server.fetch as typeof fetch,
        keep: this.#keep,
      }),
      tillStorage(behaviour => this.#slow(this.#disks.openTab({ ...behaviour, ...this.#settings }) as never)),
      {
        openTabs: async () => singleTab(),
        multiInstance: false,
        durabilityOf: async () => ({ backupCopy: memoryCopy(), persist: async () => true }),
      },
    );
    opened.push(till);
    return till;
  }

  async close(): Promise<void> {
    for (const till of opened.splice(0)) await till[Symbol.asyncDispose]();
  }

  /** Opens the till, signs in and leaves it alone for long enough. */
  async openedBefore(): Promise<void> {
    const till = await this.open();
    await till.signIn('demo', '1234');
    await till.sync('manual');
    await new Promise(resolve => setTimeout(resolve, 2_500));
    await this.close();
  }

  #slow(storage: RxStorage<unknown, unknown>): RxStorage<unknown, unknown> {
    return {
      ...storage,
      createStorageInstance: async parameters => {
        const instance = await storage.createStorageInstance(parameters);
        if (parameters.collectionName !== 'cache') return instance;
        const write = instance.bulkWrite.bind(instance);
        instance.bulkWrite = async (rows, context) => {
          const ids = rows.map(({ document }) => (document as unknown as { id: string }).id);
          if (ids.some(id => id === this.refused)) throw new Error('the disk is full');
          return write(rows, context);
        };
        const find = instance.findDocumentsById.bind(instance);
        instance.findDocumentsById = async (...args) => {
          await this.#answer;
          return find(...args);
        };
        return instance;
      },
    };
  }
}

/** 200 products whose stock is not counted. */
function putTiles({ server }: SlowBrowser): void {
  for (let n = 100; n < 300; n++) {
    const variants = [aVariant({ id: `${n}01`, tracked: false })];
    server.put('products', aProduct({ id: String(n), title: `Tile ${n}`, variants }));
  }
}

test('[T38] a till shows its first screen before it has read the rest; what the disk cannot tell of waits', async () => {
  const browser = new SlowBrowser({ listingOf: () => undefined });
  putTiles(browser);
  await browser.openedBefore();
  browser.hold();

  const till = await browser.open();

  expect(till.catalogue.search('', 1_000)).toMatchObject({ total: 201 });
  expect(till.catalogue.search('', 1_000).products).toHaveLength(60);
  expect(till.catalogue.sellablesOf('1')).toHaveLength(1);
  expect(await firstValueFrom(till.settings$)).toMatchObject({ id: 'shop' });
  expect((await firstValueFrom(till.status$)).opening).toBe(true);
  let scanned: unknown;
  const scanning = till.scan('SKU-29901').then(result => (scanned = result));
  await new Promise(resolve => setTimeout(resolve, 50));
  expect(scanned).toBeUndefined();
  browser.release();
  await scanning;
  expect(scanned).toMatchObject({ kind: 'found', sellable: { product: { title: 'Tile 299' } } });
  await till.opened;
  expect(till.catalogue.search('', 1_000).products).toHaveLength(201);
  await firstValueFrom(till.status$.pipe(filter(({ opening }) => !opening)));
  expect(till.catalogue.search('tile 2', 1_000).total).toBe(100);
});

test('[T38] the first screen is there, with stock and what was changed last, though the shop never rests', async () => {
  const browser = new SlowBrowser();
  const { server } = browser;
  const before = await browser.open();
  await before.signIn('demo', '1234');
  await before.sync('manual');
  server.put('products', aProduct({ id: '1', title: 'Mug, newest edition' }));
  server.put('inventoryLevels', anInventoryLevel({ available: 3 }));
  await before.sync('manual');
  await browser.close();
  browser.hold();

  const till = await browser.open();

  expect((await firstValueFrom(till.status$)).opening).toBe(true);
  const { products } = till.catalogue.search('', 9);
  expect(products).toMatchObject([{ title: 'Mug, newest edition' }]);
  expect(till.catalogue.availableOf(products[0]!)).toBe(3);
  browser.release();
});

test('[T38] a till whose first sync ended in the middle of its first page has a first screen of what is stored', async () => {
  const browser = new SlowBrowser();
  const { server } = browser;
  // More than is stored at once.
  const tags = Array.from({ length: 50 }, (_, n) => `${n} ${'x'.repeat(200)}`);
  for (let n = 100; n < 180; n++)
    server.put('products', aProduct({ id: String(n), title: `Tile ${n}`, tags }));
  browser.refused = 'place/products';
  const before = await browser.open();
  await before.signIn('demo', '1234');
  expect(await before.sync('manual')).toMatchObject({ outcome: 'failed' });
  await browser.close();

  // Opened once more, and ended again before anything else was read.
  await (
    await browser.open()
  ).opened;
  await browser.close();
  browser.hold();
  const till = await browser.open();

  expect((await firstValueFrom(till.status$)).opening).toBe(true);
  expect(till.catalogue.search('tile', 99).total).toBeGreaterThan(40);
  browser.release();
});

test('[T39] while a till opens, what has a code or a word is found on the disk', async () => {
  const browser = new SlowBrowser();
  putTiles(browser);
  await browser.openedBefore();
  browser.hold();
  const till = await browser.open();
  const titlesOf = (query: string) => till.catalogue.search(query, 99).products.map(({ title }) => title);
  expect(titlesOf('tile 29')).toEqual([]);

  expect(await till.scan('sku-29901')).toMatchObject({ kind: 'found', sellable: { product: { id: '299' } } });
  // The till asks the server for what is not here; in this test the server knows nothing.
  expect(await till.scan('nowhere')).toMatchObject({ kind: 'refused' });
  await till.diskCatalogue.searchable('tile 29');
  expect(titlesOf('tile 29')).toHaveLength(10);
  const typed = ['tile 2', 'tile 28', 'tile 287'].map(query => till.diskCatalogue.searchable(query));
  await Promise.all(typed);
  expect(titlesOf('tile 28')).toEqual(['Tile 287']);
  expect((await firstValueFrom(till.status$)).opening).toBe(true);

  browser.release();
  await till.opened;
  expect(till.catalogue.size).toBe(201);
});

test('[T39] what was written since the disk was looked through is found too', async () => {
  const browser = new SlowBrowser();
  putTiles(browser);
  await browser.openedBefore();
  const { server } = browser;
  const till = await browser.open();
  await till.opened;
  server.put('products', aProduct({ id: '299', title: 'Slate' }));
  server.delete('products', '298');
  await till.sync('manual');
  await browser.close();
  browser.hold();

  const again = await browser.open();

  await again.diskCatalogue.searchable('sla');
  expect(again.catalogue.search('sla', 9).products).toMatchObject([{ title: 'Slate' }]);
  await again.diskCatalogue.findable('sku-29801');
  expect(again.catalogue.find('sku-29801')).toEqual([]);
  browser.release();
});

test('[T39] a product that a page still shows, and that is not on the first screen, is not said to be gone', async () => {
  const browser = new SlowBrowser();
  putTiles(browser);
  await browser.openedBefore();
  browser.hold();
  const till = await browser.open();
  const { catalogue } = hosted(till);

  const asked = [catalogue.sellablesOf('299'), catalogue.sellablesOf('none')];
  expect(till.catalogue.sellablesOf('299')).toEqual([]);
  browser.release();

  expect(await asked[0]).toMatchObject([{ product: { title: 'Tile 299' } }]);
  expect(await asked[1]).toEqual([]);
});

test('a till that opens without a network says when it was verified', async () => {
  const browser = new SlowBrowser();
  await browser.openedBefore();
  browser.server.bend = () => new Response('', { status: 503 });

  const till = await browser.open();
  await till.opened;

  expect((await firstValueFrom(till.status$)).verifiedAt).toBeGreaterThan(Date.now() - 60_000);
  expect(await till.scan('nowhere')).toMatchObject({ kind: 'offline', knowledgeFrom: expect.any(Number) });
});

test('[T38] of a till whose caches are empty nothing is shown, and nothing said to be verified', async () => {
  const browser = new SlowBrowser();
  browser.server.bend = path => (path.includes('/pull') ? new Response('', { status: 503 }) : undefined);

  const till = await browser.open();
  await till.signIn('demo', '1234');
  await until(() => till.catalogue.size === 0, 'empty');
  await till.opened;

  expect((await firstValueFrom(till.status$)).verifiedAt).toBeUndefined();
});

test('[T38] the first screen is kept also where customers are still on their way when the catalogue is quiet', async () => {
  vi.useFakeTimers();
  const kept: (ShownNow | undefined)[] = [];
  const keepScreen = async (see: () => ShownNow | undefined) => void kept.push(see());
  const changed$ = new Subject<void>();
  let arrived = (): void => undefined;
  const arriving = new Promise<void>(resolve => (arrived = resolve));
  const screen: ShownNow = { settings: undefined, products: [], total: 1 };
  let isShown = false;
  const shown = {
    catalogue: { changed$ },
    settings$: NEVER,
    settled: () => arriving,
    get firstScreen() {
      return isShown ? screen : undefined;
    },
  };
  const current = { keepScreen, keepDiskIndex: async () => undefined };
  const parts = { cacheSets: { current }, shown, touch$: NEVER } as unknown as OpeningParts;
  const keeping = keepFirst(parts, Promise.resolve(), NEVER, () => true);
  await vi.advanceTimersByTimeAsync(0);

  changed$.next();
  await vi.advanceTimersByTimeAsync(2_500);
  expect(kept).toEqual([]);
  isShown = true;
  arrived();
  await vi.advanceTimersByTimeAsync(0);

  expect(kept).toEqual([screen]);
  keeping.unsubscribe();
});

test('[T39] the directory is kept when the data and the cashier are quiet, once for each change', async () => {
  vi.useFakeTimers();
  const [changed$, touch$] = [new Subject<void>(), new Subject<void>()];
  let keeps = 0;
  const shown = {
    catalogue: { changed$ },
    settings$: NEVER,
    settled: async () => undefined,
    firstScreen: undefined,
  };
  const first = { keepVerifiedTimes: async () => undefined };
  const keepScreen = async () => undefined;
  const current = { first, keepScreen, keepDiskIndex: async () => void keeps++ };
  const parts = { cacheSets: { current }, shown, touch$ } as unknown as OpeningParts;
  const status$ = new BehaviorSubject({ ...initialStatus, opening: false });
  const keeping = keepFirst(parts, Promise.resolve(), status$, () => true);
  await vi.advanceTimersByTimeAsync(2_500);
  expect(keeps).toBe(1);

  changed$.next();
  for (let key = 0; key < 5; key++) {
    await vi.advanceTimersByTimeAsync(1_500);
    touch$.next();
  }
  expect(keeps).toBe(1);
  await vi.advanceTimersByTimeAsync(2_500);
  expect(keeps).toBe(2);

  // A touch alone changes nothing that would be kept.
  touch$.next();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(keeps).toBe(2);
  keeping.unsubscribe();
});

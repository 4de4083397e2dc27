import { MemoryBrowser } from '@tidemark/chunklog-storage/memory';
import { aProduct } from '@tidemark/schema/testing';
import { firstValueFrom } from 'rxjs';
import { afterEach, expect, test, vi } from 'vitest';
import { singleTab } from '../tabs/leadership.ts';
import { openBrowserTill } from '../open/open-browser-till.ts';
import { withDefaults } from '../open/open-till.ts';
import { memoryCopy } from '../records/backup-copy/backup-copy.ts';
import { tillName } from '../browser/kept.ts';
import { tillStorage } from './storage.ts';
import { memoryKeep } from '../testing.ts';
import type { TestServer } from '../testing/test-server.ts';
import { aDraft, aShop, cash, until } from '../testing/test-tills.ts';
import type { Till } from '../api/till.ts';

const opened: Till[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const till of opened.splice(0)) await till[Symbol.asyncDispose]();
});

const origin = 'http://damaged';

/** A browser whose disks can be damaged while its till is closed. */
class DamagedBrowser {
  readonly server: TestServer = aShop();
  readonly #disks = new MemoryBrowser();
  readonly #keep = memoryKeep();
  readonly #files = new Map<string, string>();

  async open(): Promise<Till> {
    const { server } = this;
    const till = await openBrowserTill(
      withDefaults({
        server: origin,
        shop: server.shop,
        fetch: server.fetch as typeof fetch,
        keep: this.#keep,
      }),
      tillStorage(behaviour => this.#disks.openTab(behaviour) as never),
      {
        openTabs: async () => singleTab(),
        multiInstance: false,
        durabilityOf: async () => ({ backupCopy: memoryCopy(this.#files), persist: async () => true }),
      },
    );
    opened.push(till);
    await till.opened;
    return till;
  }

  /** Tears the first record of a collection, as a disk that loses a sector does. */
  tear(database: 'promises' | 'c1', collection: string): void {
    const disk = this.#disks.disk(`${tillName({ server: origin, shop: this.server.shop })}-${database}`);
    const at = disk.state.records.findIndex(({ key }) => key[0].startsWith(`${collection}|`));
    if (at < 0) throw new Error(`nothing of ${collection} is stored`);
    disk.damage(at, chunk => ({ ...chunk, body: chunk.body.slice(0, -2) }));
  }

  /** Closes it once nothing more happens. */
  async closeWhenQuiet(): Promise<void> {
    await new Promise(resolve => setTimeout(resolve, 2_500));
    await this.close();
  }

  async close(): Promise<void> {
    for (const till of opened.splice(0)) await till[Symbol.asyncDispose]();
  }
}

test('[T37] a damaged copy of the shop is noticed, said, and read again', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const browser = new DamagedBrowser();
  const first = await browser.open();
  await first.signIn('demo', '1234');
  await first.sync('manual');
  await browser.close();
  browser.tear('c1', 'cache');
  browser.server.bend = () => new Response('', { status: 503 });

  const till = await browser.open();
  await till.opened;

  expect(till.catalogue.size).toBe(0);
  expect((await firstValueFrom(till.status$)).trouble).toBeDefined();
  browser.server.bend = () => undefined;
  expect(await till.sync('manual')).toMatchObject({ outcome: 'up-to-date' });
  expect(till.catalogue.size).toBe(1);
});

test('[T37] a damaged first screen is made again, and nothing else is lost', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const browser = new DamagedBrowser();
  const first = await browser.open();
  await first.signIn('demo', '1234');
  await first.sync('manual');
  await browser.closeWhenQuiet();
  browser.tear('c1', 'first');

  const till = await browser.open();

  expect(till.catalogue.size).toBe(1);
  expect((await firstValueFrom(till.status$)).trouble).toBeUndefined();
  expect((await firstValueFrom(till.selling.safety$)).damaged).toBe(0);
  browser.server.put('products', aProduct({ id: '2' }));
  expect(await till.sync('manual')).toMatchObject({ outcome: 'up-to-date' });
  expect(till.catalogue.size).toBe(2);
});

test('[T37] of damaged promises what is whole is kept, what is unsent is brought back, what the server has is read again', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const browser = new DamagedBrowser();
  const { server } = browser;
  const first = await browser.open();
  await first.signIn('demo', '1234');
  await first.sync('manual');
  const sent = await sold(first);
  await until(() => server.records.stored('sales').length === 1, 'sent');
  await first.sync('manual');
  server.bend = path => (path.includes('/push') ? new Response('', { status: 503 }) : undefined);
  const unsent = await sold(first);
  await browser.close();
  browser.tear('promises', 'sales');

  const till = await browser.open();

  expect((await firstValueFrom(till.selling.safety$)).damaged).toBe(1);
  expect(till.selling.sale(unsent)).toBeDefined();
  await until(() => till.selling.sale(sent) !== undefined, 'read again');
  server.bend = () => undefined;
  await until(() => server.records.stored('sales').length === 2, 'sent');
});

async function sold(till: Till): Promise<string> {
  const result = await till.selling.sell(aDraft(), cash(1250));
  if (result.kind !== 'sold') throw new Error(result.kind);
  return result.entry.sale.id;
}

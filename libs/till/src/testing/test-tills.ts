import { aProduct, anInventoryLevel, someSettings } from '@tidemark/schema/testing';
import type { RxStorage } from 'rxdb';
import {
  memoryCopy,
  memoryKeep,
  memoryKeyPlace,
  memoryStorage,
  openMemoryTill,
  type KeyPlace,
} from '../testing.ts';
import type { SaleDraft } from '../selling/selling.ts';
import { TestServer } from './test-server.ts';
import type { Till } from '../api/till.ts';

/** A browser in which a till can be opened, killed and opened again, for tests. */
export interface TestBrowser {
  readonly tillId: string;
  readonly values: Map<string, string>;
  readonly files: Map<string, string>;
  /** Where its key is; another one where the key was lost. */
  keyPlace: KeyPlace;
  rxStorage: RxStorage<unknown, unknown>;
}

let browsers = 0;

export function aBrowser(tillId = 'till-000a'): TestBrowser {
  browsers++;
  return {
    tillId,
    values: new Map(),
    files: new Map(),
    keyPlace: memoryKeyPlace(),
    rxStorage: memoryStorage(),
  };
}

/** A server with one product, ten of it, and settings. */
export function aShop(): TestServer {
  const server = new TestServer();
  server.put('settings', someSettings());
  server.put('products', aProduct());
  server.put('inventoryLevels', anInventoryLevel({ inventoryItemId: '9101', available: 10 }));
  return server;
}

let origins = 0;
const originOf = new WeakMap<TestServer, string>();

/** A till of a browser; signed in, unless `signIn` is false. */
export async function openTestTill(
  server: TestServer,
  browser: TestBrowser,
  options: Partial<Parameters<typeof openMemoryTill>[0]> & { readonly signIn?: boolean } = {},
): Promise<Till> {
  // RxDB knows open databases by name: each server and browser gets one of its own.
  const origin = originOf.get(server) ?? `http://server-${++origins}`;
  originOf.set(server, origin);
  const name = browser.values.get('test-origin') ?? `${origin}-${browser.tillId}-${browsers}`;
  browser.values.set('test-origin', name);
  const till = await openMemoryTill({
    server: name,
    shop: server.shop,
    fetch: server.fetch as typeof fetch,
    keep: memoryKeep(browser.values),
    backupCopy: memoryCopy(browser.files),
    rxStorage: browser.rxStorage,
    keyPlace: browser.keyPlace,
    ...options,
  });
  const own = [...browser.values.keys()].some(key => key.endsWith('-session'));
  if (options.signIn === false || own) return till;
  await signIn(till, browser, name, server.shop);
  return till;
}

async function signIn(till: Till, browser: TestBrowser, origin: string, shop: string): Promise<void> {
  const { tillName } = await import('../browser/kept.ts');
  browser.values.set(`${tillName({ server: origin, shop })}-till`, browser.tillId);
  const result = await till.signIn('demo', '1234');
  if (result.kind !== 'signed-in') throw new Error(result.message);
  await till.sync('manual');
}

/** A draft of this many of the one product. */
export function aDraft(quantity = 1, change: Partial<SaleDraft> = {}): SaleDraft {
  const item = {
    productId: '1',
    variantId: '101',
    inventoryItemId: '9101',
    title: 'Product 1',
    variantTitle: null,
    sku: 'SKU-101',
    unitPrice: 1250,
    taxable: true,
  };
  return {
    lines: [{ id: '101', item, quantity, note: null }],
    discount: null,
    customerId: null,
    note: null,
    cartId: null,
    ...change,
  };
}

export function cash(amount: number) {
  return [{ kind: 'cash', amount, reference: null }] as const;
}

/** For what never happens: on a busy machine, what does happen may take long. */
const mostMs = 120_000;

/** Waits until the condition holds. */
export async function until(isSo: () => boolean, what = 'it'): Promise<void> {
  const end = performance.now() + mostMs;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`${what} did not happen`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

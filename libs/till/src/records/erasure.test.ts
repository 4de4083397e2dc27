import { MemoryBrowser } from '@tidemark/chunklog-storage/memory';
import { verifyJournal } from '@tidemark/journal';
import { customerIdOf, noteOf, recordJsonSchemas, type Sale } from '@tidemark/schema';
import { aCart, aCustomerEdit, aSale } from '@tidemark/schema/testing';
import { fillWithDefaultSettings, getRxReplicationMetaInstanceSchema } from 'rxdb';
import { afterEach, expect, test } from 'vitest';
import { memoryStorage, tillName } from '../testing.ts';
import { aBrowser, aDraft, aShop, cash, openTestTill, until } from '../testing/test-tills.ts';
import { isErasure, Scrubber } from './erasure.ts';
import type { Till } from '../api/till.ts';

const open: Till[] = [];
afterEach(async () => {
  for (const till of open.splice(0)) await till[Symbol.asyncDispose]();
});

/** A till that sold to Anna, and a server that has the sale. */
async function soldToAnna() {
  const server = aShop();
  const browser = aBrowser();
  const disks = new MemoryBrowser();
  const openTill = async () => {
    const till = await openTestTill(server, browser, { rxStorage: memoryStorage(disks) });
    open.push(till);
    return till;
  };
  const till = await openTill();
  const result = await till.selling.sell(
    aDraft(1, { customerId: '4711', note: 'for Anna Karenina' }),
    cash(1250),
  );
  if (result.kind !== 'sold') throw new Error(result.message);
  await until(() => server.records.stored('sales').length === 1, 'sent');
  await till.sync('manual');
  const name = tillName({ server: browser.values.get('test-origin')!, shop: server.shop });
  const words = () =>
    disks.disk(`${name}-promises`).state.records.filter(each => JSON.stringify(each).includes('Karenina'))
      .length;
  const erase = () => {
    const [stored] = server.records.stored<Sale>('sales');
    server.records.put('sales', { ...stored!, details: null } as never);
  };
  return { server, browser, disks, name, till, openTill, id: result.entry.sale.id, words, erase };
}

test('[T94] words that the server erased are left nowhere in the till’s logs, and its journal stays whole', async () => {
  const { till, browser, id, words, erase } = await soldToAnna();
  expect(words()).toBeGreaterThan(0);

  erase();
  await till.sync('manual');

  await until(() => words() === 0, 'scrubbed');
  const sale = till.selling.sale(id)!.sale;
  expect([customerIdOf(sale), noteOf(sale), sale.totals.total]).toEqual([null, null, 1250]);
  expect([...browser.files.values()].join()).not.toContain('Karenina');
  const { pair } = (await browser.keyPlace.load())!;
  const { x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  const key = { kty: 'EC', crv: 'P-256', x: x!, y: y! } as const;
  const keys = new Map([[sale.journal!.keyId, { tillId: sale.tillId, key }]]);
  expect(await verifyJournal([sale], keys)).toMatchObject({ isWhole: true, counts: { erased: 1 } });
});

test('[T94] a till that ends between storing and scrubbing does it at its next opening', async () => {
  const { till, server, openTill, words, erase } = await soldToAnna();
  erase();
  // The last answer that this till gets: what it brings is stored, and the till is closed at once.
  const pulling = till.sync('manual');
  await until(
    () => till.selling.sale(server.records.stored<Sale>('sales')[0]!.id)?.sale.details === null,
    'stored',
  );
  await open.pop()![Symbol.asyncDispose]();
  await pulling.catch(() => undefined);

  await openTill();

  await until(() => words() === 0, 'scrubbed');
});

test('[T94] what RxDB remembered of an earlier history goes, also if the till ended before it removed it', async () => {
  const { till, disks, name, openTill } = await soldToAnna();
  await till[Symbol.asyncDispose]();
  open.pop();
  // As a till leaves it that learned of another history, and ended before it began to read it; by an earlier version.
  const schema = getRxReplicationMetaInstanceSchema(recordJsonSchemas.sales as never, false);
  const memory = await memoryStorage(disks).createStorageInstance({
    databaseName: `${name}-promises`,
    collectionName: 'meta-sales-0123456789abcdef',
    databaseInstanceToken: 'earlier',
    schema: fillWithDefaultSettings({ ...schema, version: 1 }),
    options: {},
    multiInstance: false,
    devMode: false,
  });
  const document = {
    id: 'sale-0001|0',
    isCheckpoint: '0',
    itemId: 'sale-0001',
    docData: { note: 'of Vronsky' },
  };
  const fields = { _deleted: false, _attachments: {}, _meta: { lwt: 1 }, _rev: '1-earlier' };
  await memory.bulkWrite([{ document: { ...document, ...fields } as never }], 'test');
  await memory.close();
  const records = () => JSON.stringify(disks.disk(`${name}-promises`).state.records);
  expect(records()).toContain('Vronsky');

  const again = await openTill();
  await again.sync('manual');

  expect(records()).not.toContain('Vronsky');
  expect(records()).toContain('Karenina');
});

test('[T94] only what says less about a person is an erasure', () => {
  const [full, empty] = [aSale({ customerId: '1', note: 'x' }), aSale()];
  expect(isErasure('sales', full, empty)).toBe(true);
  expect(isErasure('sales', empty, empty)).toBe(false);
  expect(isErasure('sales', undefined, empty)).toBe(false);
  const edit = aCustomerEdit();
  expect(isErasure('customerEdits', edit, { ...edit, changes: {} })).toBe(true);
  expect(isErasure('customerEdits', edit, edit)).toBe(false);
});

/** A scrubber whose storages take until they are told, and what its ledger notes. */
function aSlowScrubber() {
  let isOwed = false;
  const scrubs: PromiseWithResolvers<void>[] = [];
  const held = aSale({ customerId: '1', note: 'x' });
  const ledger = {
    get owesScrub() {
      return isOwed;
    },
    document: () => held,
    note: async (_id: string, body: { isOwed?: boolean }) => void (isOwed = body.isOwed === true),
  };
  const scrub = () => {
    const scrubbing = Promise.withResolvers<void>();
    scrubs.push(scrubbing);
    return scrubbing.promise;
  };
  const scrubber = new Scrubber(ledger as never, async () => [{ scrub }] as never);
  return { scrubber, scrubs, expect: () => scrubber.expect('sales', [aSale()]), owes: () => isOwed };
}

test('[T94] what one collection is about to store stays owed while the debt of another is paid', async () => {
  const { scrubber, scrubs, expect: expectErased, owes } = aSlowScrubber();
  scrubber.enter('carts');
  await expectErased();
  scrubber.leave('carts');
  const first = scrubber.run();
  await until(() => scrubs.length === 1, 'scrubbing');
  scrubber.enter('sales');
  await expectErased();
  scrubs[0]!.resolve();
  await first;
  expect(owes()).toBe(true);

  scrubber.leave('sales');
  const second = scrubber.run();
  await until(() => scrubs.length === 2, 'scrubbing again');
  scrubs[1]!.resolve();
  await second;

  expect(owes()).toBe(false);
});

test('[T94] what is stored while the storages are scrubbed is scrubbed too', async () => {
  const { scrubber, scrubs, expect: expectErased, owes } = aSlowScrubber();
  await expectErased();
  const running = scrubber.run();
  await until(() => scrubs.length === 1, 'scrubbing');
  const again = scrubber.run();
  scrubs[0]!.resolve();
  await until(() => scrubs.length === 2, 'scrubbing again');
  expect(owes()).toBe(true);
  scrubs[1]!.resolve();
  await Promise.all([running, again]);

  expect(owes()).toBe(false);
});

test('[T94] only what the server emptied of a cart is an erasure, its notes too', () => {
  const server = '001793610008596-000001-tidemark-server';
  const cart = aCart({ customerId: { value: '1', stamp: '' }, note: { value: 'x', stamp: '' } });
  const emptied = (stamp: string) => ({ ...cart, note: { value: null, stamp } });

  expect(isErasure('carts', cart, emptied(server))).toBe(true);
  expect(isErasure('carts', cart, emptied('001793610008596-000001-till-aaaa'))).toBe(false);
  expect(isErasure('carts', emptied(server), emptied(server))).toBe(false);
});

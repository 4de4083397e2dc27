import { isInJournal } from '@tidemark/journal';
import type { Sale } from '@tidemark/schema';
import { firstValueFrom } from 'rxjs';
import { expect, test } from 'vitest';
import { memoryKeyPlace, type KeyPlace } from '../testing.ts';
import { aBrowser, aDraft, aShop, cash, openTestTill, until } from '../testing/test-tills.ts';

/** A browser whose key cannot be read for the next `failing.times` times. */
function aBrowserWithKey() {
  const place = memoryKeyPlace();
  const failing = { times: 0 };
  const keyPlace: KeyPlace = {
    ...place,
    load: () => (failing.times-- > 0 ? Promise.reject(new Error('not read now')) : place.load()),
  };
  return { browser: { ...aBrowser(), keyPlace }, failing };
}

/** A till that wrote a record of its journal, and was opened again. */
async function reopened() {
  const server = aShop();
  const { browser, failing } = aBrowserWithKey();
  const first = await openTestTill(server, browser);
  await first.selling.sell(aDraft(), cash(1250));
  await until(() => server.records.stored('sales').length === 1, 'the first sale arrives');
  await first[Symbol.asyncDispose]();
  server.bend = () => Promise.reject(new TypeError('no network'));
  failing.times = 1_000;
  return { server, failing, till: await openTestTill(server, browser) };
}

const journalled = (sales: readonly Sale[]) => sales.map(each => isInJournal(each));

test('[T101] a key that cannot be read for a moment is read again, and the sale is signed', async () => {
  const { till, failing } = await reopened();
  await using _ = till;
  failing.times = 2;

  const sold = await till.selling.sell(aDraft(2), cash(2500));

  expect(sold).toMatchObject({ kind: 'sold', entry: { sale: { journal: { number: 2 } } } });
  expect((await firstValueFrom(till.selling.safety$)).unsigned).toBe(0);
});

test('[T101] while the key cannot be read, nothing is sold and the till says so; the same sale once more is stored, and told', async () => {
  const { till, failing, server } = await reopened();
  await using _ = till;
  const draft = aDraft(2);

  expect(await till.selling.sell(draft, cash(2500))).toMatchObject({
    kind: 'not-stored',
    reason: { code: 'key-unreadable' },
  });
  expect((await firstValueFrom(till.selling.sales$)).map(each => each.sale.receiptNumber)).toHaveLength(1);
  const sold = await till.selling.sell(draft, cash(2500));

  expect(sold.kind).toBe('sold');
  expect((await firstValueFrom(till.selling.safety$)).unsigned).toBe(1);
  expect((await firstValueFrom(till.selling.sales$)).map(each => isInJournal(each.sale))).toEqual([
    false,
    true,
  ]);
  failing.times = 0;
  server.bend = () => undefined;
  await till.selling.sell(aDraft(3), cash(3750));
  await till.sync('manual');
  await until(() => server.records.stored('sales').length === 3, 'all sales arrive');
  expect(journalled(server.records.stored<Sale>('sales')).filter(Boolean)).toHaveLength(2);
});

test('[T101] a till that never had a key sells without a word', async () => {
  const server = aShop();
  await using till = await openTestTill(server, { ...aBrowser(), keyPlace: noKey });

  expect((await till.selling.sell(aDraft(), cash(1250))).kind).toBe('sold');
  expect((await firstValueFrom(till.selling.safety$)).unsigned).toBe(0);
});

const noKey: KeyPlace = {
  load: async () => undefined,
  renew: async () => undefined,
  bind: async () => undefined,
};

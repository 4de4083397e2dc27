import type { Sale } from '@tidemark/schema';
import { firstValueFrom } from 'rxjs';
import { afterEach, expect, test } from 'vitest';
import { faultyStorage } from '../testing/faulty-storage.ts';
import { memoryStorage } from '../testing.ts';
import { aBrowser, aDraft, aShop, cash, openTestTill, until } from '../testing/test-tills.ts';
import type { Till } from '../api/till.ts';

const opened: Till[] = [];
afterEach(async () => {
  for (const till of opened.splice(0)) await till[Symbol.asyncDispose]();
});

const kills = [0, 1, 2, 3].flatMap(after =>
  (['refused', 'lie', 'drop-row'] as const).map(how => [after, how] as const),
);

/** A till whose storage stops writing after this many writes of records, while `isDying`. */
async function aDyingTill(after: number, how: 'refused' | 'lie' | 'drop-row') {
  const server = aShop();
  const browser = aBrowser();
  const state = { isDying: false, writes: 0 };
  browser.rxStorage = faultyStorage(memoryStorage(), collection => {
    if (!state.isDying || collection === 'cache' || ++state.writes <= after) return undefined;
    return how === 'refused' ? new DOMException('The quota has been exceeded.', 'QuotaExceededError') : how;
  });
  const till = await openTestTill(server, browser, { random: () => 0 });
  opened.push(till);
  return { server, browser, state, till };
}

test.each(kills)(
  '[T11] the storage stops after %i writes (%s): "sold" is true, or is not said',
  async (after, how) => {
    const { server, browser, state, till } = await aDyingTill(after, how);
    server.bend = path => (path.includes('/push') ? new Response('', { status: 503 }) : undefined);
    state.isDying = true;

    const result = await till.selling.sell(aDraft(), cash(1250));
    await till[Symbol.asyncDispose]();
    opened.splice(0);
    state.isDying = false;
    server.bend = () => undefined;
    const again = await openTestTill(server, browser, { random: () => 0 });
    opened.push(again);

    if (result.kind === 'sold') {
      await until(() => server.records.stored('sales').length === 1, 'sent');
      expect(server.records.stored<Sale>('sales')[0]?.id).toBe(result.entry.sale.id);
    } else {
      expect(result.kind).toBe('not-stored');
      await again.sync('manual');
      expect(server.records.stored('sales')).toEqual([]);
    }
  },
);

test.each(kills)(
  '[T12] stops after %i writes (%s), then goes on: trying again is the same sale',
  async (after, how) => {
    const { server, state, till } = await aDyingTill(after, how);
    state.isDying = true;
    const draft = aDraft();
    const first = await till.selling.sell(draft, cash(1250));
    state.isDying = false;

    const second = first.kind === 'sold' ? first : await till.selling.sell({ ...draft }, cash(1250));

    expect(second.kind).toBe('sold');
    await until(() => server.records.stored('sales').length > 0, 'sent');
    await until(() => second.kind === 'sold' && till.selling.sale(second.entry.sale.id)?.way.at === 'server');
    expect(server.records.stored('sales')).toHaveLength(1);
  },
);

test('[T21] a till that dies before it marked a cart as sold shows it to nobody', async () => {
  const server = aShop();
  const browser = aBrowser();
  let isDying = false;
  browser.rxStorage = faultyStorage(memoryStorage(), collection =>
    isDying && collection === 'carts' ? new Error('the browser was killed') : undefined,
  );
  const till = await openTestTill(server, browser, { random: () => 0 });
  opened.push(till);
  const cart = await till.selling.park(aDraft(), 'Noor');
  isDying = true;

  expect(await till.selling.sell(aDraft(1, { cartId: cart.id }), cash(1250))).toMatchObject({ kind: 'sold' });
  expect(await firstValueFrom(till.selling.carts$)).toEqual([]);
  await till[Symbol.asyncDispose]();
  opened.splice(0);
  isDying = false;
  const again = await openTestTill(server, browser, { random: () => 0 });
  opened.push(again);

  expect(await firstValueFrom(again.selling.carts$)).toEqual([]);
});

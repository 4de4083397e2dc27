import { onPostgres } from '@tidemark/mirror/testing';
import type { Sale } from '@tidemark/schema';
import { anUnpricedLine, aSale } from '@tidemark/schema/testing';
import type { Till } from '@tidemark/till';
import { expect, test } from 'vitest';
import { ordersOf } from './selling-path.ts';
import { Pusher } from './pusher.ts';
import { demoShop, TwoServers } from './two-servers.ts';

/** No machine is so slow that an owner loses these by itself. */
const longLeases = { LEASE_SECONDS: '120' };

/** A sale of the shop's first product, at its price. */
function sellFirst(servers: TwoServers, pusher: Pusher, id: string): Sale {
  const { store } = servers.simulator;
  const [variant] = [...store.variants.values()].filter(
    each => store.items.get(each.inventoryItemId)?.tracked && each.price !== '0.00',
  );
  const { id: variantId, productId, inventoryItemId } = variant!;
  const line = anUnpricedLine({
    ...{ variantId, productId, inventoryItemId },
    unitPrice: Math.round(Number(variant!.price) * 100),
  });
  const receiptNumber = `T-${id.replace(/\D/g, '').padStart(6, '0')}`;
  return aSale({ id, ...pusher.author(), receiptNumber }, [line]);
}

function rename(servers: TwoServers, n: number, title: string): string {
  const product = servers.simulator.store.records().products[n]!;
  servers.simulator.store.saveProduct({ ...product, title });
  return product.id;
}

const titleOf = (till: Till, id: string) => till.catalogue.product(id)?.title;

onPostgres(() => {
  test('[A99] [A107] at a server that does not own the shop, tills read, hear, ask and sell as at its owner', async () => {
    await using servers = await TwoServers.open(longLeases);
    await servers.start('one');
    await servers.imported('one');
    const running = servers.running('one');
    await servers.start('two');
    const till = await servers.till('two');
    expect([servers.owns('one'), servers.owns('two')]).toEqual([true, false]);
    await expect.poll(() => till.catalogue.search('', 1_000).products.length).toBeGreaterThan(30);

    // A webhook that came to the one, read by the other, heard by the one again.
    const renamed = rename(servers, 0, 'Heard elsewhere');
    await expect.poll(() => titleOf(till, renamed)).toBe('Heard elsewhere');
    // The start of another server does not start the shop anew where it runs.
    expect(servers.running('one')).toBe(running);
    expect(await till.sync('manual')).toMatchObject({ outcome: 'up-to-date' });
    const pusher = await Pusher.signIn(servers.at('two'), 'till-0002');
    expect(await pusher.get('/status')).toMatchObject({ version: '0.1.0', submissions: { sales: {} } });

    await pusher.push('sales', sellFirst(servers, pusher, 'sale-0001'));
    const sale = await pusher.settled<Sale>('sales', 'sale-0001');
    expect(sale.submission).toMatchObject({ state: 'accepted' });
    expect(ordersOf(servers, 'sale-0001')).toHaveLength(1);
    // Deciding about what is not refused any more is answered by the owner.
    expect(await pusher.decide('sales', 'sale-0001', { do: 'send-again' })).toEqual({ outcome: 'moved-on' });
  });

  test('[A99] a server that ends leaves its shops to the other at once; a till that changes goes on', async () => {
    await using servers = await TwoServers.open(longLeases);
    await servers.start('one');
    await servers.imported('one');
    await servers.start('two');
    const pusher = await Pusher.signIn(servers.at('two'), 'till-0001');

    await servers.stop('one');
    await pusher.push('sales', sellFirst(servers, pusher, 'sale-0001'));

    expect(await pusher.settled<Sale>('sales', 'sale-0001')).toMatchObject({
      submission: { state: 'accepted' },
    });
    expect(servers.owns('two')).toBe(true);
    const till = await servers.till('two');
    const renamed = rename(servers, 1, 'After the end');
    await expect.poll(() => titleOf(till, renamed)).toBe('After the end');
  });

  test('[A106] a server with other secrets does not start beside one that runs', async () => {
    await using servers = await TwoServers.open(longLeases);
    await servers.start('one');

    const other = servers.start('two', { SESSION_SECRET: 'quite another secret than the others have' });

    await expect(other).rejects.toThrow(/SESSION_SECRET/);
    await servers.start('two');
    expect(servers.owns('two')).toBe(false);
  });

  test('[A99] nobody answers for a shop whose owner is gone until it has a new one', async () => {
    await using servers = await TwoServers.open();
    const one = await servers.start('one');
    await servers.imported('one');
    await servers.start('two');
    const { leases } = one.store;
    const owner = (await leases.holders()).get(demoShop) ?? '';
    const pusher = await Pusher.signIn(servers.at('two'), 'till-0001');

    // As if the owner had been stopped for longer than its lease, and another process had been quicker.
    await leases.renew(owner, 0);
    await leases.take('somebody else', [demoShop], () => 'token', 500);
    await pusher.push('sales', sellFirst(servers, pusher, 'sale-0001'));

    expect(await pusher.settled<Sale>('sales', 'sale-0001')).toMatchObject({
      submission: { state: 'accepted' },
    });
    // The one hears that the other has it, and ends what it still ran: its writes were refused before.
    await expect.poll(() => [servers.owns('one'), servers.owns('two')].toSorted()).toEqual([false, true]);
    expect(ordersOf(servers, 'sale-0001')).toHaveLength(1);
  });
});

import type { Sale } from '@tidemark/schema';
import { anUnpricedLine, aSale } from '@tidemark/schema/testing';
import { Pusher } from '@tidemark/convergence/pusher';
import { expect, test } from 'vitest';
import { Premises } from '../premises.ts';
import { Reader, until } from '../reader.ts';

test('[K6] [T10] killed with -9 while an order is being made, before or after the effect: one order each', async () => {
  await using premises = await Premises.open({ products: 20 });
  let server = await premises.startServer();
  await (await Reader.signIn(premises.origin)).barrier();
  const till = await Pusher.signIn({ server: { origin: premises.origin } }, 'till-0001');
  const [variant] = (await premises.records()).variants;
  const { id: variantId = '', productId = '', inventoryItemId = '', price = '' } = variant ?? {};
  // The shop's own price: a sale at another one waits for a person.
  const unitPrice = Math.round(Number(price) * 100);
  const sell = (n: number) =>
    aSale({ id: `sale-000${n}`, ...till.author(), receiptNumber: `T-00000${n}` }, [
      anUnpricedLine({ variantId, productId, inventoryItemId, unitPrice }),
    ]);
  const ordersOf = async (id: string) =>
    ((await premises.records()).orders ?? []).filter(each => each.sourceIdentifier === id);

  for (const [n, when] of (['after', 'before', 'after'] as const).entries()) {
    const sale = sell(n + 1);
    await premises.shop.faults({ kind: 'latency', ms: 2_000, when, times: 1, operation: 'CreateOrder' });
    await till.push('sales', sale);
    if (when === 'after') await until('an order', async () => (await ordersOf(sale.id))[0]);
    else await until('a request for one', async () => (await premises.faultsLeft()) === 0 || undefined);

    await server.stop('SIGKILL');
    server = await premises.startServer();

    const { submission } = await till.settled<Sale>('sales', sale.id);
    expect(submission).toMatchObject({ state: 'accepted', differences: [] });
    expect(await ordersOf(sale.id)).toHaveLength(1);
  }
  await server.stop();
});

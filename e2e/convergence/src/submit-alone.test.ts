import { expect, test } from 'vitest';
import type { Sale } from '@tidemark/schema';
import { Pusher } from './pusher.ts';
import { openSelling, ordersOf } from './selling-path.ts';

test('[T10] the server ends between the order and our record of it: one order', async () => {
  const { path, till, sell } = await openSelling();
  await using _ = path;
  path.simulator.arm([{ kind: 'latency', ms: 700, when: 'after', operation: 'CreateOrder' }]);
  await till.push('sales', sell('sale-0001', 0));
  await expect.poll(() => ordersOf(path, 'sale-0001').length).toBe(1);

  await path.restartServer();
  path.simulator.arm([]);
  const again = await Pusher.signIn(path, 'till-0001');
  const sale = await again.settled<Sale>('sales', 'sale-0001');
  expect(sale.submission).toMatchObject({ state: 'accepted' });
  expect(ordersOf(path, 'sale-0001')).toHaveLength(1);
});

test('[T8] a shop that takes three orders a minute gets no fourth, and none is lost', async () => {
  const { path, till, sell } = await openSelling({ rules: { ordersPerMinute: 3 } } as never);
  await using _ = path;
  await till.push('sales', ...Array.from({ length: 5 }, (_, n) => sell(`sale-${1000 + n}`, 0)));

  await expect.poll(() => path.simulator.store.orders.size >= 3).toBe(true);
  await path.submit.idle();
  const { sales } = (await till.status()).submissions;

  expect(sales.accepted).toBe(3);
  expect(sales).toMatchObject({ waiting: 2, refused: 0 });
});

import { NEVER } from 'rxjs';
import { expect, test } from 'vitest';
import { connectedSelling } from './connected-selling.ts';

test('[T111] a decision about an effect reaches the worker with its key', async () => {
  const asked: unknown[] = [];
  const till = { decide: (...about: unknown[]) => Promise.resolve(asked.push(about) > 0) };
  const selling = connectedSelling({
    ask: async act => (await act(till as unknown as Parameters<typeof act>[0])) as never,
    followed: () => NEVER,
    kept: () => NEVER,
  });

  await selling.decide('sales', 'sale-0001', { do: 'send-again' }, 'sale-0001-stock-1');

  expect(asked).toEqual([['sales', 'sale-0001', { do: 'send-again' }, 'sale-0001-stock-1']]);
});

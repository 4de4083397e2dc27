import type { Damage } from '@tidemark/mirror';
import { openMemoryMirror } from '@tidemark/mirror/testing';
import { aProduct } from '@tidemark/schema/testing';
import { expect, test, vi } from 'vitest';
import { mend, Mending } from './mending.ts';
import type { Source } from '../source.ts';
import { Timers } from '../driver/timers.ts';

const shop = 'a.myshopify.com';

async function world() {
  const store = await openMemoryMirror();
  const asked: string[][] = [];
  const aside: unknown[] = [];
  const document = { ...aProduct({ id: '1' }), updatedAt: '2026-01-01T00:00:00Z' };
  const source = {
    ...store,
    records: { setAside: async (...all: unknown[]) => void aside.push(all) },
    shopify: {
      shop,
      byIds: async (kind: string, ids: readonly string[]) => {
        asked.push([kind, ...ids]);
        return { found: [{ document, updatedAt: Date.parse(document.updatedAt) }], gone: [], readAt: 5 };
      },
    },
    log: () => undefined,
    signal: new AbortController().signal,
  } as unknown as Source;
  return { store, source, asked, aside };
}

test('[E27] what Shopify has is read again, and what a till wrote is set aside', async () => {
  const { store, source, asked, aside } = await world();
  await using _ = store;

  await mend(source, 'products', ['1']);
  await mend(source, 'sales', ['sale-0001']);

  expect(asked).toEqual([['products', '1']]);
  expect(await store.mirror.count(shop, 'products')).toBe(1);
  expect(aside).toEqual([[shop, 'sales', ['sale-0001']]]);
});

test('[E27] damage that many meet at once is mended once, and other shops’ damage is theirs', async () => {
  vi.useFakeTimers();
  try {
    const { store, source, asked } = await world();
    const timers = new Timers();
    const mending = new Mending(() => source, timers);
    const damage = (of: string, ids: string[]): Damage => ({ shop: of, collection: 'products', ids });

    for (let n = 0; n < 50; n++) mending.add(damage(shop, ['1']));
    mending.add(damage('b.myshopify.com', ['2']));
    await vi.advanceTimersByTimeAsync(1000);
    await mending.busy;

    expect(asked).toEqual([['products', '1']]);
    timers.clear();
    await store[Symbol.asyncDispose]();
  } finally {
    vi.useRealTimers();
  }
});

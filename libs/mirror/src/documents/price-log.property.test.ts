import { fc, test } from '@fast-check/vitest';
import { anUnpricedLine, aProduct, aSale, aVariant } from '@tidemark/schema/testing';
import { expect } from 'vitest';
import type { RowFacts } from '../contract/journal.ts';
import type { Change } from '../contract/mirror.ts';
import type { JudgeRow, PushedState } from '../contract/records.ts';
import { openMemoryMirror } from '../testing.ts';

const shop = 'a.myshopify.com';
const ids = ['101', '102'];

/** A product's variants and their prices; undefined: the product is deleted. */
const state = fc.option(
  fc.record({
    101: fc.option(fc.integer({ min: 1, max: 4 })),
    102: fc.option(fc.integer({ min: 1, max: 4 })),
  }),
  { nil: undefined, freq: 6 },
);
const commits = fc.array(fc.record({ state, title: fc.constantFrom('a', 'b') }), {
  minLength: 1,
  maxLength: 8,
});

function changeOf(
  { state: now, title }: { state: Record<string, number | null> | undefined; title: string },
  at: number,
): Change {
  const times = { scope: '', sourceUpdatedAt: at, readAt: at } as const;
  if (!now) return { kind: 'gone', id: '1', ...times };
  const variants = ids.flatMap(id => (now[id] ? [aVariant({ id, price: now[id] })] : []));
  return { kind: 'present', document: aProduct({ id: '1', title, variants }), ...times };
}

test.prop([commits], { numRuns: 300 })(
  '[M38] whatever changes, leaves and comes back: each price up to a place is allowed, and none that came later',
  async steps => {
    await using store = await openMemoryMirror();
    /** What each variant cost after each place; undefined where it was not for sale. */
    const history = [{ seq: 0, prices: {} as Record<string, number | null> }];
    for (const [n, step] of steps.entries()) {
      await store.mirror.commit(shop, 'products', [changeOf(step, n + 1)]);
      const { seq } = (await store.mirror.heads(shop, '1')).products;
      history.push({ seq, prices: step.state ?? {} });
    }
    let facts: RowFacts | undefined;
    const ask: JudgeRow = (_row, _current, given) => {
      facts = given;
      return { kind: 'refuse', code: 'does-not-fit', message: 'only asked' };
    };

    for (const place of new Set(history.map(each => each.seq)))
      for (const id of ids) {
        const row = {
          ...aSale({ pricedUnder: `e1:${place}` }, [anUnpricedLine({ variantId: id })]),
          _deleted: false,
        };
        await store.records.store(shop, 'sales', [row as PushedState], ask, 0);
        const allowed = facts?.prices(id) ?? new Set();
        if (allowed === 'any') throw new Error('this log is whole from the beginning');
        const upTo = history.filter(each => each.seq <= place).flatMap(each => each.prices[id] ?? []);
        const first = history.flatMap(each => each.prices[id] ?? []).slice(0, 1);
        expect([...new Set(upTo)].filter(each => !allowed.has(each))).toEqual([]);
        expect([...allowed].filter(each => ![...upTo, ...first].includes(each))).toEqual([]);
      }
  },
);

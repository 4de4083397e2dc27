import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IdOrder, type IdRange } from './id-order.ts';

const id = fc.nat(400).map(each => `id-${each}`);
const bound = fc.option(id, { nil: undefined });
const range: fc.Arbitrary<IdRange> = fc.record({
  from: bound,
  to: bound,
  includesFrom: fc.boolean(),
  includesTo: fc.boolean(),
});
const operation = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('add' as const), ids: fc.array(id, { maxLength: 60 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('remove' as const), ids: fc.array(id, { maxLength: 20 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('ask' as const), range }) },
);

test('[S4] a range of ids is what a set has of them, sorted, whatever was added and removed in whatever order', () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 40 }), operations => {
      const order = new IdOrder();
      const model = new Set<string>();
      for (const each of operations) {
        if (each.kind === 'ask') {
          expect([...order.in(each.range)]).toEqual(inModel(model, each.range));
          continue;
        }
        for (const one of each.ids) {
          if (each.kind === 'add' && !model.has(one)) order.add(one);
          if (each.kind === 'remove' && model.has(one)) order.remove(one);
          if (each.kind === 'add') model.add(one);
          else model.delete(one);
        }
      }
      expect([...order.in(all)]).toEqual(inModel(model, all));
    }),
    { numRuns: 500 },
  );
});

test('[S4] many ids, more than fit into a run, are in order', () => {
  const order = new IdOrder();
  const ids = Array.from({ length: 30_000 }, (_, n) => `id-${(n * 7919) % 30_011}`);
  for (const each of ids) order.add(each);

  expect([...order.in(all)]).toEqual([...ids].sort());
});

const all: IdRange = { from: undefined, to: undefined, includesFrom: true, includesTo: true };

function inModel(model: ReadonlySet<string>, { from, to, includesFrom, includesTo }: IdRange): string[] {
  const isAfter = (each: string) => from === undefined || (includesFrom ? each >= from : each > from);
  const isBefore = (each: string) => to === undefined || (includesTo ? each <= to : each < to);
  return [...model].filter(each => isAfter(each) && isBefore(each)).sort();
}

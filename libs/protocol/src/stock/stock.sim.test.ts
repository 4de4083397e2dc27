import { fc, test } from '@fast-check/vitest';
import { expect, test as example } from 'vitest';
import { locations, stockSteps, StockWorld, type StockStep } from './testing-stock-world.ts';

const step: fc.Arbitrary<StockStep> = fc.record({ do: fc.constantFrom(...stockSteps), of: fc.nat(5) });

/** Steps that often follow each other, so that short runs reach far. */
const often = fc
  .constantFrom<StockStep['do'][][]>(
    ['push', 'begin-attempt', 'create-order', 'record-order'],
    ['ring-up', 'push', 'begin-attempt', 'create-elsewhere', 'record-order'],
    ['begin-correction', 'correct', 'record-correction'],
    ['begin-read', 'see-count', 'end-read'],
    ['begin-read', 'see-count', 'end-read', 'pull-level'],
  )
  .chain(names => fc.nat(5).map(of => names.map(name => ({ do: name, of }))));

const steps = fc
  .array(fc.oneof({ weight: 4, arbitrary: step.map(each => [each]) }, { weight: 1, arbitrary: often }), {
    minLength: 1,
    maxLength: 40,
    size: 'max',
  })
  .map(each => each.flat());

test.prop([steps], { numRuns: 10_000 })(
  '[K1] no sale is taken off twice, and none is forgotten, at any moment and at either location',
  run => {
    const world = new StockWorld();
    const wrong = run.findIndex(each => {
      world.apply(each);
      return locations.some(id => world.shown(id) !== world.truth(id));
    });

    expect(wrong).toBe(-1);
  },
);

test.prop([steps], { numRuns: 10_000 })(
  '[K2] once all has arrived, a till shows what Shopify counts, and Shopify counts what was sold where it was sold',
  run => {
    const world = new StockWorld();
    for (const each of run) world.apply(each);

    world.settle();

    for (const id of locations) {
      expect(world.shown(id)).toBe(world.inShopify(id));
      expect(world.shown(id)).toBe(world.truth(id));
    }
  },
);

example('[K1] without the two guards the same steps show a wrong count', () => {
  const early: StockStep[] = (
    [
      'ring-up',
      'push',
      'begin-attempt',
      'create-order',
      'begin-read',
      'see-count',
      'end-read',
      'pull-level',
    ] as const
  ).map(what => ({ do: what, of: 0 }));
  const run = (guarded: boolean) => {
    const world = new StockWorld(guarded);
    for (const each of early) world.apply(each);
    return world.shown('1') - world.truth('1');
  };

  expect(run(true)).toBe(0);
  expect(run(false)).toBe(-1);
});

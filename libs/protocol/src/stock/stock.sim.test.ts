import { fc, test } from '@fast-check/vitest';
import { expect, test as example } from 'vitest';
import { StockWorld, type StockStep } from './testing-stock-world.ts';

const step: fc.Arbitrary<StockStep> = fc.record({
  do: fc.constantFrom<StockStep['do'][]>(
    'ring-up',
    'push',
    'begin-attempt',
    'turn-away',
    'create-order',
    'record-order',
    'change-elsewhere',
    'begin-read',
    'see-count',
    'end-read',
    'pull-sales',
    'pull-level',
  ),
  of: fc.nat(2),
});

/** Steps that often follow each other, so that short runs reach far. */
const often = fc
  .constantFrom<StockStep['do'][][]>(
    ['push', 'begin-attempt', 'create-order', 'record-order'],
    ['begin-read', 'see-count', 'end-read'],
    ['begin-read', 'see-count', 'end-read', 'pull-level'],
  )
  .chain(names => fc.nat(2).map(of => names.map(name => ({ do: name, of }))));

const steps = fc
  .array(fc.oneof({ weight: 4, arbitrary: step.map(each => [each]) }, { weight: 1, arbitrary: often }), {
    minLength: 1,
    maxLength: 40,
    size: 'max',
  })
  .map(each => each.flat());

test.prop([steps], { numRuns: 10_000 })(
  '[K1] no sale is taken off twice, and none is forgotten, at any moment',
  run => {
    const world = new StockWorld();
    const wrong = run.findIndex(each => {
      world.apply(each);
      return world.shown !== world.truth;
    });

    expect(wrong).toBe(-1);
  },
);

test.prop([steps], { numRuns: 10_000 })(
  '[K2] once all has arrived, a till shows what Shopify counts',
  run => {
    const world = new StockWorld();
    for (const each of run) world.apply(each);

    world.settle();

    expect(world.shown).toBe(world.inShopify);
    expect(world.shown).toBe(world.truth);
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
    return world.shown - world.truth;
  };

  expect(run(true)).toBe(0);
  expect(run(false)).toBe(-1);
});

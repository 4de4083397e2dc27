import { expect, test } from 'vitest';
import { MemorySelling } from '../testing/memory-selling.ts';
import { toDecide, whereTo } from './where-to.ts';

const safety = new MemorySelling().safety$.value;
const { refusedOf, notTakenOf, unsent } = safety;

test('what was refused or not taken leads to the screen that has it', () => {
  const shown = (change: Partial<typeof safety>) => {
    const { screen, show } = whereTo({ ...safety, ...change });
    return [screen, show];
  };

  expect(shown({ refusedOf: { ...refusedOf, sales: 1, customerEdits: 1 } })).toEqual(['sales', 'refused']);
  expect(shown({ refusedOf: { ...refusedOf, customerEdits: 1 } })).toEqual(['customers', 'refused']);
  expect(shown({ notTakenOf: { ...notTakenOf, customerEdits: 1 } })).toEqual(['customers', 'refused']);
  expect(shown({ notTakenOf: { ...notTakenOf, stockMoves: 1 }, unsent: { ...unsent, sales: 1 } })).toEqual([
    'stock',
    'refused',
  ]);
  expect(shown({ unsent: { ...unsent, sales: 1 } })).toEqual(['sales', 'unsent']);
  expect(shown({ notTakenOf: { ...notTakenOf, carts: 1 } })).toEqual(['sync', 'all']);
  expect(whereTo(undefined).screen).toBe('sync');
});

test('what is to be decided about is counted by what it is', () => {
  const some = { ...safety, refusedOf: { ...refusedOf, sales: 2 }, notTakenOf: { ...notTakenOf, sales: 1 } };

  expect(toDecide(some, 'sales')).toBe(3);
  expect(toDecide(some, 'stockMoves')).toBe(0);
  expect(toDecide(undefined, 'sales')).toBe(0);
});

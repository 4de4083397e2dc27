import { expect, test } from 'vitest';
import { Gathering } from './gathering.ts';
import { StoreError } from '../contract/store-error.ts';

test('[I7] what comes in one turn is stored together, and what comes while a write runs by the next one', async () => {
  const writes: number[][] = [];
  const late: Promise<number>[] = [];
  const gathering = new Gathering(async (items: readonly number[]) => {
    writes.push([...items]);
    if (writes.length === 1) for (const each of [5, 6]) late.push(gathering.add(each));
    await Promise.resolve();
    return items.map(each => each * 10);
  });

  const all = [1, 2].map(each => gathering.add(each));
  await Promise.resolve();
  all.push(...[3, 4].map(each => gathering.add(each)));

  expect(await Promise.all(all)).toEqual([10, 20, 30, 40]);
  expect(await Promise.all(late)).toEqual([50, 60]);
  expect(writes).toEqual([
    [1, 2, 3, 4],
    [5, 6],
  ]);
  expect(await gathering.add(7)).toBe(70);
});

test('[I7] one that cannot be stored takes no other with it', async () => {
  const gathering = new Gathering(async (items: readonly string[]) => {
    if (items.includes('bad')) throw new Error('bad');
    return items;
  });

  const all = await Promise.allSettled(['first', 'good', 'bad', 'fine'].map(each => gathering.add(each)));

  expect(all.map(each => each.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
});

test('[I7] where nothing can be stored, nobody is told that he was', async () => {
  const gathering = new Gathering(async () => {
    throw new StoreError('full', 'mirror.sqlite', 'full');
  });

  const all = await Promise.allSettled([1, 2, 3].map(each => gathering.add(each)));

  expect(all.map(each => each.status)).toEqual(['rejected', 'rejected', 'rejected']);
});

test('[O16] a write has no more than it may, in the order in which they came, and one at least', async () => {
  const writes: number[][] = [];
  const gathering = new Gathering(
    async (items: readonly number[]) => {
      writes.push([...items]);
      await Promise.resolve();
      return items;
    },
    { weigh: item => item, most: 10 },
  );

  await Promise.all([1, 4, 5, 2, 30, 6, 4, 1].map(each => gathering.add(each)));

  expect(writes).toEqual([[1, 4, 5], [2], [30], [6, 4], [1]]);
});

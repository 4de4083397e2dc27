import { parseCheckpoint, revOf } from '@tidemark/protocol';
import { aProduct } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import type { Cached } from '../caches/cache-record.ts';
import { Caches } from '../caches/caches.ts';
import { fenceOf } from './fence.ts';
import { memoryStorage } from '../testing.ts';

const product = (title: string): Cached => {
  const made = aProduct({ title });
  return { ...made, rev: revOf(made) };
};
const at = parseCheckpoint;

const fence = fenceOf(() => Promise.resolve());

test.each([
  [undefined, 'e1:3', true],
  ['e1:3', 'e1:3', true],
  ['e1:3', 'e1:4', true],
  ['e1:3', 'e1:0', true],
  ['e1:3', 'e1:2', false],
  ['e1:3', 'e2:4', false],
  ['e1:3', 'e2:0', false],
])(
  '[T55] a place goes forward in its history, or to the beginning: from %s to %s',
  async (held, next, goes) => {
    const move = {
      name: 'products',
      held: held === undefined ? undefined : at(held),
      next: at(next),
    } as const;

    expect(
      await fence(move).then(
        () => true,
        () => false,
      ),
    ).toBe(goes);
  },
);

test('[T55] who does not lead any more moves no place', async () => {
  const fallen = fenceOf(() => Promise.reject(new Error('another tab leads')));

  await expect(fallen({ name: 'products', held: undefined, next: at('e1:1') })).rejects.toThrow(
    'another tab leads',
  );
  await expect(fallen()).rejects.toThrow('another tab leads');
});

test('[T55] who stood still stores nothing of what is older by now, not its documents either', async () => {
  await using caches = await Caches.open('not-back', 1, memoryStorage(), false);
  await caches.write('products', [product('Newer')], [], at('e1:78'), fence);

  await expect(caches.write('products', [product('Older')], [], at('e1:70'), fence)).rejects.toThrow(
    'meanwhile',
  );

  expect(await caches.place('products')).toEqual(at('e1:78'));
  expect((await caches.stored('products')).map(each => (each as { title?: string }).title)).toEqual([
    'Newer',
  ]);
});

import { aProduct, aVariant } from '@tidemark/schema/testing';
import type { Sellable } from '@tidemark/till';
import { expect, test } from 'vitest';
import { narrowed, optionsOf } from './variant-options.ts';

const rev = '0'.repeat(16);

/** A product in this many colours and sizes; the last colour is not made in size 0. */
function shirts(colours: number, sizes: number): readonly Sellable[] {
  const variants = Array.from({ length: colours }, (_, c) =>
    Array.from({ length: sizes }, (_, s) =>
      aVariant({
        id: `${c}-${s}`,
        title: `Colour ${c} / Size ${s}`,
        sku: `TEE-${c}-${s}`,
        options: [
          { name: 'Colour', value: `Colour ${c}` },
          { name: 'Size', value: `Size ${s}` },
        ],
      }),
    ),
  ).flat();
  const product = { ...aProduct({ id: '1', title: 'Tee', variants: variants.slice(0, -sizes) }), rev };
  return variants
    .filter(({ id }) => id !== `${colours - 1}-0`)
    .map(variant => ({ product, variant, available: 1 }));
}

const ids = (sellables: readonly Sellable[]) => sellables.map(({ variant }) => variant.id);

test('thousands of variants are narrowed by the values of their options', () => {
  const all = shirts(32, 32);

  expect(optionsOf(all, new Map()).map(({ name, values }) => [name, values.length])).toEqual([
    ['Colour', 32],
    ['Size', 32],
  ]);
  expect(narrowed(all, new Map([['Colour', 'Colour 3']]), '')).toHaveLength(32);
  const both = new Map([
    ['Colour', 'Colour 3'],
    ['Size', 'Size 7'],
  ]);
  expect(ids(narrowed(all, both, ''))).toEqual(['3-7']);
});

test('a value that no variant has with what is chosen is told apart; another of the same option is not', () => {
  const sizes = optionsOf(shirts(3, 2), new Map([['Colour', 'Colour 2']])).map(each => each.values);

  expect(sizes).toEqual([
    [0, 1, 2].map(n => ({ value: `Colour ${n}`, isThere: true })),
    [
      { value: 'Size 0', isThere: false },
      { value: 'Size 1', isThere: true },
    ],
  ]);
});

test('variants are narrowed by words of their title, SKU and barcode, too', () => {
  const all = shirts(4, 4);

  expect(ids(narrowed(all, new Map(), 'size 3 colour 2'))).toContain('2-3');
  expect(ids(narrowed(all, new Map([['Size', 'Size 1']]), 'TEE-2'))).toContain('2-1');
  expect(narrowed(all, new Map(), 'violet')).toEqual([]);
  expect(narrowed(all, new Map(), ' ')).toHaveLength(15);
  expect(narrowed(all, new Map(), '***')).toEqual([]);
});

test('an option of one value, or of too many, is none; nor are those of several products', () => {
  const all = shirts(60, 1);
  const [first] = all;
  const other = { ...first, product: { ...first?.product, id: '2' } } as Sellable;

  expect(optionsOf(all, new Map())).toEqual([]);
  expect(optionsOf([...shirts(3, 2), other], new Map())).toEqual([]);
});

import { aProduct, anInventoryLevel, aVariant } from '@tidemark/schema/testing';
import { expect, test } from 'vitest';
import { MemoryCatalogue } from './memory-catalogue.ts';

const rev = '0'.repeat(16);
const mug = {
  ...aProduct({
    id: '1',
    title: 'Blue Stoneware Mug',
    vendor: 'Harbour',
    variants: [aVariant({ id: '11', barcode: '4012', sku: 'MUG-1' })],
  }),
  rev,
};
const bowl = {
  ...aProduct({ id: '2', title: 'Crème Bowl', variants: [aVariant({ id: '21', tracked: false })] }),
  rev,
};
const draft = { ...aProduct({ id: '3', title: 'Mug of tomorrow', status: 'draft' }), rev };

async function catalogue() {
  const made = new MemoryCatalogue();
  await made.load(
    [mug, bowl, draft],
    [{ ...anInventoryLevel({ inventoryItemId: '911', locationId: 'L', available: 4 }), rev }],
    'L',
    () => Promise.resolve(),
  );
  await made.indexed;
  return made;
}

test('[T9] words by prefix, without accents, in any order; SKU and barcode too', async () => {
  const loaded = await catalogue();
  const ids = (query: string) => loaded.search(query, 10).products.map(each => each.id);

  expect(ids('mug blu')).toEqual(['1']);
  expect(ids('creme')).toEqual(['2']);
  expect(ids('harb sto')).toEqual(['1']);
  expect(ids('MUG-1')).toEqual(['1']);
  expect(ids('4012')).toEqual(['1']);
  expect(ids('')).toEqual(['1', '2']);
  expect(ids('tomorrow')).toEqual([]);
});

test('[T9] a code is found at once, with what is left here', async () => {
  const loaded = await catalogue();
  expect(loaded.find(' mug-1 ')).toEqual([{ product: mug, variant: mug.variants[0], available: 4 }]);
  expect(loaded.sellablesOf('2')[0]?.available).toBeUndefined();
  expect(loaded.find('nothing')).toEqual([]);
});

test('[T9] a change is seen, a product that is no longer sold is gone', async () => {
  const changing = await catalogue();
  changing.setProduct('1', {
    ...mug,
    title: 'Green Mug',
    variants: [aVariant({ id: '11', barcode: '5000' })],
  });
  expect(changing.search('blue', 5).total).toBe(0);
  expect(changing.find('4012')).toEqual([]);
  expect(changing.find('5000')).toHaveLength(1);

  changing.setProduct('1', { ...mug, status: 'archived' });

  expect(changing.search('', 5).total).toBe(1);
});

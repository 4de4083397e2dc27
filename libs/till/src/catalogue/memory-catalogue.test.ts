import { keysOfCode } from '@tidemark/schema';
import { aProduct, anInventoryLevel, aVariant } from '@tidemark/schema/testing';
import type { RxDocumentData } from 'rxdb';
import { expect, test } from 'vitest';
import { catalogueListing, diskKey, prefixesOf } from './catalogue-listing.ts';
import { MemoryCatalogue } from './memory-catalogue.ts';

type Doc = RxDocumentData<Readonly<Record<string, unknown>>>;

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

const tea = {
  ...aProduct({
    id: '4',
    title: '🍕 T-Shirt 抹茶ラテ',
    variants: [aVariant({ id: '41', barcode: '036000291452', sku: '007' })],
  }),
  rev,
};

async function catalogue(products = [mug, bowl, draft]) {
  const made = new MemoryCatalogue();
  await made.load(
    products,
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

test('[T39] what was brought while a till opens stays found when everything is loaded', async () => {
  const opening = new MemoryCatalogue();
  const others = Array.from({ length: 300 }, (_, n) => ({
    ...aProduct({ id: `p${n}`, title: `Tile ${n}` }),
    rev,
  }));
  opening.showFirst({ products: others.slice(0, 9), total: 301, levels: [], locationId: 'L' });
  opening.bring([mug]);
  const found = (query: string) => opening.search(query, 999).products.length;
  expect(found('blue')).toBe(1);

  await opening.load([...others, mug], [], 'L', () => Promise.resolve());

  expect(found('blue')).toBe(1);
  // Its turn comes with those behind the first hundred; products that are brought then do not wait for it.
  expect(found('tile')).toBeLessThan(300);
  expect(found('299')).toBe(0);
  opening.bring(others.slice(299));
  expect(found('299')).toBe(1);
  expect(opening.isIndexed).toBe(false);
  await opening.indexed;
  expect(found('tile')).toBe(300);
  expect(opening.isIndexed).toBe(true);
});

test('[T39] what has a code on the first screen and not on the disk any more is not found by it', () => {
  const opening = new MemoryCatalogue();
  opening.showFirst({ products: [mug, bowl], total: 2, levels: [], locationId: 'L' });

  opening.bring([], '4012');

  expect(opening.find('4012')).toEqual([]);
  expect(opening.product('2')).toBe(bowl);
});

test('[T39] what is found on the disk is what is found in memory', async () => {
  const products = [mug, bowl, draft, tea];
  const stored = products.map(body => ({ id: `products/${body.id}`, body }) as unknown as Doc);
  const onDisk = (keys: (of: readonly string[]) => boolean) =>
    stored.filter(each => keys(catalogueListing.keysOf(each))).map(({ body }) => (body as { id: string }).id);
  const inMemory = await catalogue(products);

  for (const query of [
    'mug blu',
    'creme',
    'harb sto',
    'MUG-1',
    'MUG',
    '4012',
    '401',
    'tomorrow',
    'sku',
    '291452',
    '1452',
    'tshirt',
    '抹茶',
    '🍕',
    '***',
    'x',
  ]) {
    const wanted = prefixesOf(query);
    const found = onDisk(
      keys =>
        wanted.length > 0 &&
        wanted.every(anyOf => anyOf.some(prefix => keys.some(key => key.startsWith(prefix)))),
    );
    expect(found, query).toEqual(inMemory.search(query, 10).products.map(({ id }) => id));
  }
  for (const code of [' mug-1 ', '4012', '401', 'MUG', 'SKU-21', '0036000291452', '036000291452']) {
    const found = onDisk(keys => keysOfCode(code).some(key => keys.includes(diskKey(key))));
    expect(found, code).toEqual(inMemory.find(code).map(({ product }) => product.id));
  }
});

test('[T65] what may not be sold plainly is not on the shelf, and says why by its code', async () => {
  const of = (
    id: string,
    change: Parameters<typeof aProduct>[0],
    variant: Parameters<typeof aVariant>[0] = {},
  ) => ({
    ...aProduct({ id, title: `Thing ${id}`, variants: [aVariant({ id: `${id}1`, ...variant })], ...change }),
    rev,
  });
  const all = [
    of('1', {}),
    of('2', { status: 'draft' }),
    of('3', { status: 'archived' }),
    of('4', { status: 'unlisted' }),
    of('5', { published: false }),
    of('6', { isGiftCard: true }),
    of('7', { requiresSellingPlan: true }),
    of('8', {}, { requiresComponents: true }),
  ];
  const loaded = new MemoryCatalogue();
  await loaded.load(all, [], 'L', () => Promise.resolve());
  await loaded.indexed;

  expect(loaded.search('', 10).products.map(each => each.id)).toEqual(['1']);
  expect(loaded.search('thing', 10).total).toBe(1);
  expect(all.map(each => loaded.withheld(`sku-${each.id}1`)[0]?.stop)).toEqual([
    ...[undefined, 'draft', 'archived', 'unlisted'],
    ...['not-published', 'gift-card', 'selling-plan', 'bundle'],
  ]);
  expect(all.map(each => loaded.find(`sku-${each.id}1`).length)).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
  expect(loaded.sellablesOf('6')[0]?.stop).toBe('gift-card');
  loaded.setProduct('6', of('6', {}));
  loaded.setProduct('1', of('1', { isGiftCard: true }));
  loaded.setProduct('2', undefined);
  expect(loaded.find('SKU-61')).toHaveLength(1);
  expect(loaded.withheld('SKU-11')[0]?.stop).toBe('gift-card');
  expect(loaded.withheld('SKU-21')).toEqual([]);
});

test('[T65] what this location does not stock is not sold, once its stock was read; a count that waits is stock', async () => {
  const loaded = await catalogue();
  const cup = { ...aProduct({ id: '4', title: 'Cup', variants: [aVariant({ id: '41' })] }), rev };
  loaded.setProduct('4', cup);

  expect(loaded.find('SKU-41')).toHaveLength(1);
  loaded.knowsStock = () => true;
  expect(loaded.find('SKU-41')).toEqual([]);
  expect(loaded.withheld('SKU-41')[0]?.stop).toBe('not-at-location');
  expect(loaded.search('cup', 10).total).toBe(1);
  expect(loaded.find('SKU-21')).toHaveLength(1);
  const stock = Promise.withResolvers<void>();
  const ahead = loaded.aheadOfStock(['4'], stock.promise);
  expect(loaded.find('SKU-41')).toHaveLength(1);
  stock.resolve();
  await ahead;
  expect(loaded.find('SKU-41')).toEqual([]);
  const level = { ...anInventoryLevel({ inventoryItemId: '941', locationId: 'L' }), rev };
  loaded.setLevel(level.id, { ...level, asOf: { sales: 'e9:9', stockMoves: 'e9:9' } } as never);
  expect(loaded.find('SKU-41')).toHaveLength(1);
});

test.each(['0036000291452', '036000291452', '00036000291452', ']E00036000291452', '0100036000291452'])(
  '[T9] a scan finds its GTIN, however it is written: %s',
  async code => {
    const loaded = await catalogue([mug, tea]);

    expect(loaded.find(code).map(({ variant }) => variant.id)).toEqual(['41']);
    expect(loaded.search(code, 5).products).toEqual([tea]);
    loaded.setProduct('4', { ...tea, variants: [aVariant({ id: '41', barcode: '1' })] });
    expect(loaded.find(code)).toEqual([]);
  },
);

test('[T9] exactly this code goes before the same GTIN, and a SKU is only itself', async () => {
  const other = {
    ...aProduct({ id: '5', title: 'Other', variants: [aVariant({ id: '51', barcode: '0036000291452' })] }),
    rev,
  };
  const loaded = await catalogue([tea, other]);
  const found = (code: string) => loaded.find(code).map(({ variant }) => variant.id);

  expect(found('036000291452')).toEqual(['41']);
  expect(found('0036000291452')).toEqual(['51']);
  expect(found('00036000291452').toSorted()).toEqual(['41', '51']);
  expect(found('007')).toEqual(['41']);
  expect(found('7')).toEqual([]);
});

test('[T9] a scale’s label tells whose it is, and is no code', async () => {
  const gouda = {
    ...aProduct({ id: '6', title: 'Gouda', variants: [aVariant({ id: '61', barcode: '2012345000007' })] }),
    rev,
  };
  const loaded = await catalogue([mug, gouda]);

  expect(loaded.find('2012345012344')).toEqual([]);
  expect(loaded.findLabelled('2012345012344').map(({ product }) => product.title)).toEqual(['Gouda']);
  expect(loaded.findLabelled('2054321012344')).toEqual([]);
});

test.each(['***', '🍔', '™ !'])('[T9] signs that no product has find none: %s', async query => {
  expect((await catalogue()).search(query, 5)).toEqual({ query, total: 0, products: [], isSimilar: false });
});

test('[T9] what is found is in the order of titles, as people read them, be it little or much', async () => {
  const titles = ['Zulu Upper', 'apple lower', 'Size 10', 'zebra lower', 'Éclair', 'Size 9'];
  const products = titles.map((title, n) => ({
    ...aProduct({ id: String(n), title, vendor: 'Shared' }),
    rev,
  }));
  const sorted = ['apple lower', 'Éclair', 'Size 9', 'Size 10', 'zebra lower', 'Zulu Upper'];
  const many = Array.from({ length: 600 }, (_, n) => ({
    ...aProduct({ id: `m${n}`, title: `Tile ${n}`, vendor: 'Other' }),
    rev,
  }));
  const titlesOf = (loaded: MemoryCatalogue, query: string) =>
    loaded.search(query, 700).products.map(({ title }) => title);

  expect(titlesOf(await catalogue(products), '')).toEqual(sorted);
  expect(titlesOf(await catalogue(products), 'shared')).toEqual(sorted);
  expect(titlesOf(await catalogue([...many, ...products]), 'shared')).toEqual(sorted);
  expect(titlesOf(await catalogue([...many, ...products]), 'tile')[10]).toBe('Tile 10');
  const stored = products.map(body => ({ id: `products/${body.id}`, body }) as unknown as Doc);
  const { orderOf, compareOrders } = catalogueListing;
  expect(
    stored
      .toSorted((a, b) => compareOrders?.(orderOf(a), orderOf(b)) ?? 0)
      .map(({ body }) => (body as { title: string }).title),
  ).toEqual(sorted);
});

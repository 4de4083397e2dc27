import { fc, test } from '@fast-check/vitest';
import { isForSale, type Product } from '@tidemark/schema';
import { aProduct } from '@tidemark/schema/testing';
import { expect } from 'vitest';
import { compareByTitle } from '../catalogue/catalogue-listing.ts';
import { emptyHead, headAfter, headOf, type ScreenHead } from './listed-products.ts';

const bounds = { mostProducts: 4, mostCharacters: 1_500, fewestProducts: 2 };

const products = fc
  .record({
    id: fc.integer({ min: 1, max: 9 }).map(String),
    title: fc.constantFrom('Bowl', 'Cup', 'Jug', 'Mug', 'Pan', 'Tea'),
    status: fc.constantFrom('active', 'active', 'active', 'draft'),
    isLarge: fc.boolean(),
  })
  .map(({ isLarge, status, ...made }): Product => {
    const tags = isLarge ? ['x'.repeat(800)] : [];
    return { ...aProduct({ ...made, tags, status: status as 'active' }), rev: '1' };
  });

const steps = fc.array(
  fc.oneof(
    products.map(product => ({ id: product.id, product })),
    fc.integer({ min: 1, max: 9 }).map(id => ({ id: String(id), product: undefined })),
    fc.constant('kept anew' as const),
  ),
  { maxLength: 40 },
);

/** All that is for sale, in the order of the screen. */
const forSale = (stored: ReadonlyMap<string, Product>) =>
  [...stored.values()].filter(isForSale).sort(compareByTitle);

function expectFirst(head: ScreenHead, stored: ReadonlyMap<string, Product>): void {
  const all = forSale(stored);
  expect(head.total).toBe(all.length);
  expect(head.listed.map(({ id }) => id)).toEqual(all.slice(0, head.listed.length).map(({ id }) => id));
  if (head.isAll) expect(head.listed).toHaveLength(all.length);
  expect(head.listed.length).toBeLessThanOrEqual(bounds.mostProducts);
  const size = head.listed.reduce((sum, each) => sum + each.size, 0);
  expect(head.listed.length <= bounds.fewestProducts || size <= bounds.mostCharacters).toBe(true);
  const slots = head.listed.map(({ slot }) => slot);
  expect(new Set(slots).size).toBe(slots.length);
  expect(Math.max(-1, ...slots)).toBeLessThanOrEqual(bounds.mostProducts);
}

test.prop([steps], { numRuns: 500 })(
  '[T38] whatever is written, the screen lists the first products for sale, and counts all',
  all => {
    const stored = new Map<string, Product>();
    let head = emptyHead('L');
    for (const step of all) {
      if (step === 'kept anew') {
        const first = forSale(stored).slice(0, bounds.mostProducts);
        const rest = { settings: undefined, total: forSale(stored).length, locationId: 'L' };
        head = headOf(head, first, rest, bounds);
        const isFull = head.listed.length < first.length;
        expect(head.isAll || isFull || first.length === bounds.mostProducts).toBe(true);
      } else {
        const { id, product } = step;
        head = headAfter(head, [{ id, before: stored.get(id), after: product }], bounds);
        if (product) stored.set(id, product);
        else stored.delete(id);
      }
      expectFirst(head, stored);
    }
  },
);

test('[T38] a change beyond what is listed leaves the screen as it is', () => {
  const of = (id: string, title: string): Product => ({ ...aProduct({ id, title }), rev: '1' });
  const [bowl, tea] = [of('1', 'Bowl'), of('2', 'Tea')];
  const all = { settings: undefined, total: 2, locationId: 'L' };
  const head = headOf(emptyHead('L'), [bowl], all);

  expect(headAfter(head, [{ id: '2', before: tea, after: of('2', 'Teapot') }])).toBe(head);
});

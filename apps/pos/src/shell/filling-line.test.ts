import { collectionNames, type CollectionName } from '@tidemark/schema';
import type { TillStatus } from '@tidemark/till';
import { expect, test } from 'vitest';
import { fillingWords } from './filling-line.ts';

const verified = (...names: readonly CollectionName[]) => ({
  collections: Object.fromEntries(
    collectionNames.map(name => [name, { verifiedAt: names.includes(name) ? 1 : undefined }]),
  ) as unknown as TillStatus['collections'],
});

test('a first sync says that the till is ready to sell when products, prices and stock are complete, before the rest', () => {
  const soFar = 'First sync: you can sell what is already here.';

  expect(fillingWords('first', verified('settings', 'locations'))).toBe(soFar);
  expect(fillingWords('first', verified('settings', 'products'))).toBe(soFar);
  expect(fillingWords('first', verified('settings', 'products', 'inventoryLevels'))).toBe(
    'Ready to sell: products, prices and stock are complete.',
  );
  expect(fillingWords('rebuild', verified('settings'))).toBe('Reading everything anew. Go on selling.');
});

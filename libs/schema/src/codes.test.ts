import { expect, test } from 'vitest';
import { codesOf, normalizeCode } from './codes.ts';
import { idOfGid, toGid, typeOfGid } from './ids.ts';

test('[S4] a code is found whatever its case and blanks', () => {
  expect(codesOf({ barcode: ' 4006381333931', sku: 'Mug-Blue ' })).toContain(normalizeCode('MUG-blue'));
  expect(codesOf({ barcode: null, sku: '' })).toEqual([]);
  expect(codesOf({ barcode: 'A1', sku: 'a1' })).toEqual(['a1']);
});

test('[S5] a gid keeps its digits, also above 2^53', () => {
  expect(idOfGid('gid://shopify/Product/788032119674292922')).toBe('788032119674292922');
  expect(idOfGid('gid://shopify/InventoryLevel/12?inventory_item_id=3')).toBe('12');
  expect(typeOfGid(toGid('Product', '1'))).toBe('Product');
  expect(() => idOfGid('788032119674292922')).toThrow(RangeError);
});

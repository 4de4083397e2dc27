import { expect, test } from 'vitest';
import { eanCheckDigit } from './ean.ts';
import { demoImage, generateDemoShop } from './index.ts';

const now = Date.UTC(2026, 10, 1);

test('[D1] a seed makes the same shop every time', () => {
  expect(generateDemoShop({ seed: 7, products: 120, now })).toEqual(
    generateDemoShop({ seed: 7, products: 120, now }),
  );
});

test('[D2] 500 products are for sale, barcodes are valid and unique, titles differ', () => {
  const { products, variants } = generateDemoShop({ seed: 1, products: 500, now });

  expect(products.filter(each => each.status === 'ACTIVE')).toHaveLength(500);
  expect(new Set(products.map(each => each.title)).size).toBe(products.length);
  expect(Math.max(...products.map(each => each.variantIds.length))).toBe(120);
  const barcodes = variants.map(each => each.barcode ?? '');
  expect(new Set(barcodes).size).toBe(variants.length);
  expect(barcodes.every(each => each.length === 13 && eanCheckDigit(each.slice(0, 12)) === each[12])).toBe(
    true,
  );
  for (const product of products) {
    const keys = variants.filter(each => each.productId === product.id).map(each => each.title);
    expect(new Set(keys).size).toBe(keys.length);
  }
});

test('[D3] a large shop has four variants a product', () => {
  const { products, variants, inventoryLevels } = generateDemoShop({ seed: 1, products: 25_000, now });

  expect(products.length).toBe(25_008);
  expect(Math.abs(variants.length - 100_000)).toBeLessThan(300);
  expect(inventoryLevels).toHaveLength(variants.length * 2);
  expect(new Set(products.map(each => each.title)).size / products.length).toBeGreaterThan(0.7);
});

test('[D4] every product has a picture', () => {
  const { products } = generateDemoShop({ seed: 1, products: 50, now });

  for (const { imageUrl } of products)
    expect(demoImage(imageUrl?.replace('/images/', '') ?? '')).toContain('<svg');
  expect(demoImage('../etc/passwd')).toBeUndefined();
  expect(demoImage('constructor-1.svg')).toBeUndefined();
});

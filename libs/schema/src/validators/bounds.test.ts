import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { canonicalJson } from '../canonical-json.ts';
import { mostDocumentBytes, mostWrittenBytes, sizeDefect, utf8Length } from './document-size.ts';
import { documentJsonSchemas } from '../documents/index.ts';
import { recordJsonSchemas } from '../documents/records.ts';
import { storedShape } from './stored-shape.ts';
import { aCart, anUnpricedLine, aSale } from '../testing-records.ts';
import { aProduct } from '../testing.ts';
import { documentDefect } from './validate.ts';

const schemas = Object.entries({ ...documentJsonSchemas, ...recordJsonSchemas });
const rev = '0123456789abcdef';

/** The paths at which a schema does not limit a text or a list. */
function boundless(schema: unknown, path: string): string[] {
  if (Array.isArray(schema)) return schema.flatMap((each, n) => boundless(each, `${path}/${n}`));
  if (typeof schema !== 'object' || schema === null) return [];
  const within = Object.entries(schema).flatMap(([key, each]) => boundless(each, `${path}/${key}`));
  return isBounded(schema as Record<string, unknown>) ? within : [path, ...within];
}

function isBounded({ type, maxLength, maxItems, pattern, ...others }: Record<string, unknown>): boolean {
  if (type === 'array') return typeof maxItems === 'number';
  if (type !== 'string' || 'enum' in others || 'const' in others) return true;
  return typeof maxLength === 'number' || pattern === '^[A-Z]{3}$';
}

test('a walk finds what has no bound', () => {
  const schema = {
    properties: { a: { anyOf: [{ type: 'string' }] }, b: { type: 'array', items: { enum: [1] } } },
  };

  expect(boundless(schema, '')).toEqual(['/properties/a/anyOf/0', '/properties/b']);
});

test.each(schemas)('[S20] every text and list of %s has a bound', (name, schema) => {
  expect(boundless(schema, name)).toEqual([]);
});

test.each(schemas)(
  '[S20] an object of %s has the fields that its schema names, and no others',
  (_, schema) => {
    expect(JSON.stringify(schema)).not.toMatch(/"type":"object"(?!,"additionalProperties":false)/);
  },
);

test('[S20] what Shopify takes at most fits', () => {
  const most = {
    ...{ title: 'x'.repeat(255), vendor: 'x'.repeat(255), handle: 'x'.repeat(255) },
    tags: Array.from({ length: 250 }, (_, n) => `${n}`.padEnd(255, 'x')),
  };

  expect(documentDefect('products', { ...aProduct(most), rev })).toBeUndefined();
  expect(documentDefect('products', { ...aProduct({ vendor: 'x'.repeat(1_001) }), rev })).toMatch(
    /^\/vendor/,
  );
  expect(documentDefect('sales', { ...aSale(), note: 'x'.repeat(20_001) })).toMatch(/^\/note/);
  const { id, quantity: _, discounts: _none, note, ...item } = anUnpricedLine();
  const line = {
    id,
    since: '',
    item: { value: item, stamp: '' },
    note: { value: note, stamp: '' },
    counts: [],
  };
  const cartOf = (lines: number) => ({ ...aCart(), lines: Array(lines).fill(line) });
  expect(documentDefect('carts', cartOf(5_000))).toBeUndefined();
  expect(documentDefect('carts', cartOf(5_001))).toBe('/lines: Array has too many items (5001 > 5000).');
});

test.each(['', 'tea', 'é', '茶', '🍵', 'a🍵é茶', '\ud83e', 'x\udd8a'])(
  '[S21] %j is counted as it is written',
  text => {
    expect(utf8Length(text)).toBe(Buffer.byteLength(text));
  },
);

test('[S21] a document has a largest size', () => {
  const all = 'é'.repeat(10);

  expect(sizeDefect(all, 20)).toBeUndefined();
  expect(sizeDefect(all, 19)).toBe('it has 20 bytes, and 19 is the most');
  expect(mostWrittenBytes).toBeLessThan(mostDocumentBytes);
});

test('[S22] a till’s database is told of no bound, and goes on with what it stored', () => {
  const shapes = Object.fromEntries(
    schemas.map(([name, schema]) => [
      name,
      createHash('sha256')
        .update(canonicalJson(storedShape(schema)))
        .digest('hex')
        .slice(0, 16),
    ]),
  );

  // A changed hash means a changed shape: raise its version, and add a migration strategy for records.
  expect(shapes).toEqual({
    settings: 'deea2eab19449011',
    locations: '3cd00208ef13e343',
    products: '0d672e7c6cabfb84',
    inventoryLevels: 'a44fb117628186f5',
    productCollections: '90c8c8bb2428a116',
    customers: 'e111bf096b269827',
    orders: 'aa1755c2d57a851a',
    customerEdits: '4ee25897a8ea47ef',
    sales: 'a70c8d14b1b6de22',
    stockMoves: 'b6aefc902d0cde3a',
    carts: 'e799fc228910b825',
  });
});

test('[S22] a till’s database is told of no new tender: it goes on with the sales that it stored', () => {
  const { tenders } = storedShape(recordJsonSchemas.sales).properties;

  expect(tenders.items.properties.kind.enum).toEqual(['cash', 'external-card']);
});

import { expect, test } from 'vitest';
import { codeQuery } from './code-query.ts';

test('[G26] a GTIN is asked for in each way to write it, a SKU in one, in one question', () => {
  const terms = codeQuery('0036000291452')?.split(' OR ') ?? [];

  for (const each of ['36000291452', '036000291452', '0036000291452', '00036000291452'])
    expect(terms).toEqual(expect.arrayContaining([`barcode:"${each}"`, `barcode:"'${each}"`]));
  expect(terms.filter(each => each.startsWith('sku:'))).toEqual([
    'sku:"0036000291452"',
    `sku:"'0036000291452"`,
  ]);
});

test('[G26] other codes are asked for as they are written, and nothing where nothing is left', () => {
  expect(codeQuery('Mug-1')).toBe('barcode:"Mug-1" OR barcode:"mug-1" OR sku:"Mug-1" OR sku:"mug-1"');
  expect(codeQuery('(01)09501101530003(17)261231')).toContain('barcode:"9501101530003"');
  expect(codeQuery('a"b')).toBe('barcode:"a\\"b" OR sku:"a\\"b"');
  expect(codeQuery('***')).toBeUndefined();
  expect(codeQuery(' ')).toBeUndefined();
});

test('[G26] whatever is scanned makes a question of bounded length', () => {
  for (const code of ['0100036000291452', ']C10100036000291452', '2012345012344', 'x'.repeat(200)])
    expect(codeQuery(code)?.length ?? 0).toBeLessThan(1000);
});

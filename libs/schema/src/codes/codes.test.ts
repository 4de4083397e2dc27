import { expect, test } from 'vitest';
import { codeKeysOf, codesOf, isMeant, keysOfCode, variantsMeant, variantsWithCode } from './codes.ts';
import { normalizeCode } from './normalize-code.ts';
import { labelReadingsOf, readingsOf } from './scan-readings.ts';

const product = (...variants: { barcode?: string | null; sku?: string | null }[]) => ({
  variants: variants.map((each, n) => ({ id: String(n), barcode: null, sku: null, ...each })),
});

/** The positions of the variants that a scan means. */
const meant = (stored: ReturnType<typeof product>, code: string) =>
  (variantsMeant([stored] as never, readingsOf(code)) as readonly { variant: { id: string } }[]).map(
    ({ variant }) => Number(variant.id),
  );

test('[S4] codes are compared without blanks and case; of nothing there is no code', () => {
  expect(codesOf({ barcode: ' 4006381333931', sku: 'Mug-Blue ' })).toContain(normalizeCode('MUG-blue'));
  expect(codesOf({ barcode: null, sku: '' })).toEqual([]);
  expect(codesOf({ barcode: 'A1', sku: 'a1' })).toEqual(['a1']);
});

test.each([
  ['a UPC-A sent as EAN-13', '036000291452', '0036000291452'],
  ['an EAN-13 with a zero sent as UPC-A', '0042100005264', '042100005264'],
  ['a UPC-A whose zeros a spreadsheet took away', '36000291452', '0036000291452'],
  ['an EAN-8 sent as GTIN-14', '40170725', '00000040170725'],
  ['a book’s number with hyphens', '978-3-16-148410-0', '9783161484100'],
  ['full-width digits', '2910000001002', '２９１００００００１００２'],
  ['the apostrophe that a spreadsheet wrote', "'0012345678905", '0012345678905'],
  ['the same, of the other number of zeros', "'0012345678905", '012345678905'],
  ['a mark that nobody sees', '\u200e4006381333931', '4006381333931'],
  ['a GS1 element string', '09501101530003', '010950110153000317261231'],
  ['with FNC1 before it', '09501101530003', '\u001d010950110153000310AB\u001d17261231'],
  ['with the batch before the number', '9501101530003', '10AB-01\u001d0109501101530003'],
  ['with an AIM prefix', '09501101530003', ']C1010950110153000317261231'],
  ['of a DataMatrix', '9501101530003', ']d20109501101530003'],
  ['of a QR code', '9501101530003', ']Q301095011015300031726123121A1'],
  ['in brackets', '9501101530003', '(01)09501101530003(17)261231'],
  ['a digital link', '9501101530003', 'https://id.gs1.org/01/09501101530003/10/ABC?17=261231'],
  ['an EAN-13 with an AIM prefix', '4006381333931', ']E04006381333931'],
  ['keys of a QWERTY scanner on an AZERTY keyboard', '2910000001002', 'éç&àààààà&ààé'],
  ['a UPC-E sent in full', '04252614', '042100005264'],
  ['a UPC-E sent as it is printed', '0042100005264', '04252614'],
  ['a batch behind the number', '5123648695416', '010512364869541610784512'],
  ['on a Czech one', '4006381333931', 'čééžšá+šššíš+'],
])('[S14] [S15] %s finds its barcode', (_what, stored, scanned) => {
  expect(meant(product({ barcode: stored }, { barcode: 'another' }), scanned)).toEqual([0]);
});

test.each([
  ['a SKU is only itself', { sku: '007' }, '7'],
  ['a SKU with the digits of a GTIN, too', { sku: '036000291452' }, '0036000291452'],
  ['a wrong check digit', { barcode: '036000291453' }, '0036000291453'],
  ['a short barcode', { barcode: '0017' }, '00000017'],
  ['a case of the item has another number', { barcode: '09501101530003' }, '19501101530000'],
  ['nothing but zeros', { barcode: '00000000' }, '000000000000'],
  ['the content of a pallet', { barcode: '09501101530003' }, '02095011015300033712'],
  ['a measured item in an element string', { barcode: '9501101530003' }, '01995011015300063103000750'],
  ['an element string cut off', { barcode: '9501101530003' }, '010950110153'],
  ['a number that begins as an element does', { barcode: '00000000370' }, '3700000000370'],
  ['a few zeros', { barcode: '0000000000017' }, '0000'],
  ['signs that are no code', { sku: '1' }, '***'],
])('[S14] [S15] %s', (_what, stored, scanned) => {
  expect(meant(product(stored), scanned)).toEqual([]);
});

test('[S14] what is written exactly so goes before the same GTIN', () => {
  const both = product({ barcode: '0036000291452' }, { barcode: '036000291452' }, { sku: '036000291452' });

  expect(meant(both, '036000291452')).toEqual([1, 2]);
  expect(meant(both, '0036000291452')).toEqual([0]);
  expect(meant(both, '00036000291452')).toEqual([0, 1]);
  expect(variantsWithCode(both, '036000291452')).toHaveLength(3);
});

test('[S16] a scale’s label finds whose it is, and is no code of the item', () => {
  const cheese = product({ barcode: '2012345000001' }, { barcode: '2054321000009' });
  const ofLabel = (stored: ReturnType<typeof product>, code: string) =>
    stored.variants.flatMap((each, n) => (labelReadingsOf(code).some(of => isMeant(each, of)) ? [n] : []));

  expect(meant(cheese, '2012345012349')).toEqual([]);
  expect(ofLabel(cheese, '2012345012349')).toEqual([0]);
  // With any check digit, stored by the shop or printed by the scale.
  expect(ofLabel(product({ barcode: '2012345000007' }), '2012345012344')).toEqual([0]);
  // An American scale's label has twelve digits.
  expect(ofLabel(product({ barcode: '212345000008' }), '212345012340')).toEqual([0]);
  expect(ofLabel(product({ barcode: '9501101530003' }), '01995011015300063103000750')).toEqual([0]);
  // The stored form is not a label, nor is any other number.
  expect(labelReadingsOf('2012345000001')).toEqual([]);
  expect(labelReadingsOf('4006381333931')).toEqual([]);
  expect(labelReadingsOf('')).toEqual([]);
});

test('[S14] a barcode and a SKU are filed once each, and a GTIN once however it is written', () => {
  expect(codeKeysOf({ barcode: '036000291452', sku: 'Mug ' })).toEqual(['#00036000291452', 'mug']);
  expect(codeKeysOf({ barcode: '0036000291452', sku: '' })).toEqual(['#00036000291452']);
  expect(codeKeysOf({ barcode: 'A1', sku: 'a1' })).toEqual(['a1']);
  expect(codeKeysOf({ barcode: null, sku: null })).toEqual([]);
  expect(keysOfCode('036000291452')).toEqual(['036000291452', '#00036000291452']);
  expect(keysOfCode('Mug')).toEqual(['mug']);
  expect(keysOfCode(' ')).toEqual([]);
});

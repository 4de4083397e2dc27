import { gtinOf, readingsOf, spellingsOfGtin } from '@tidemark/schema';
import { isBlank, quoted } from './search-query.ts';

/**
 * The search for variants that a code may mean, in one query: Shopify compares barcodes and SKUs as written, so it asks
 * for each way to write them. Undefined if nothing is left to ask for.
 */
export function codeQuery(code: string): string | undefined {
  const readings = readingsOf(code).filter(each => !isBlank(each.code));
  const barcodes = readings.flatMap(each => {
    const gtin = each.isGtin ? gtinOf(each.code) : undefined;
    return gtin === undefined ? [each.code] : spellingsOfGtin(gtin);
  });
  const skus = readings.filter(each => !each.isGtin).map(each => each.code);
  // The code as scanned, too: Shopify does not document that it ignores case.
  const asScanned = isBlank(code) ? [] : [code.trim()];
  const terms = [
    ...termsOf('barcode', [...asScanned, ...barcodes]),
    ...termsOf('sku', [...asScanned, ...skus]),
  ];
  return terms.length > 0 ? terms.join(' OR ') : undefined;
}

/** Search terms; a number also with the apostrophe that a spreadsheet left before it. */
function termsOf(field: 'barcode' | 'sku', codes: readonly string[]): readonly string[] {
  const ways = codes.flatMap(code => (/^\d/.test(code) ? [code, `'${code}`] : [code]));
  return [...new Set(ways)].map(each => `${field}:${quoted(each)}`);
}

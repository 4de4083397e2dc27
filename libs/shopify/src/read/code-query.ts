import { gtinOf, readingsOf, spellingsOfGtin } from '@tidemark/schema';
import { isBlank, quoted } from './search-query.ts';

/**
 * The search for variants that a code may mean, in one question: Shopify compares barcodes and SKUs as they are written, so
 * each way to write them is asked for. Undefined where nothing is left to ask for.
 */
export function codeQuery(code: string): string | undefined {
  const readings = readingsOf(code).filter(each => !isBlank(each.code));
  const barcodes = readings.flatMap(each => {
    const gtin = each.isGtin ? gtinOf(each.code) : undefined;
    return gtin === undefined ? [each.code] : spellingsOfGtin(gtin);
  });
  const skus = readings.filter(each => !each.isGtin).map(each => each.code);
  // As it was scanned, too: nobody says that Shopify compares without case.
  const asScanned = isBlank(code) ? [] : [code.trim()];
  const terms = [
    ...termsOf('barcode', [...asScanned, ...barcodes]),
    ...termsOf('sku', [...asScanned, ...skus]),
  ];
  return terms.length > 0 ? terms.join(' OR ') : undefined;
}

/** A number also with the apostrophe that a spreadsheet left before it. */
function termsOf(field: 'barcode' | 'sku', codes: readonly string[]): readonly string[] {
  const ways = codes.flatMap(code => (/^\d/.test(code) ? [code, `'${code}`] : [code]));
  return [...new Set(ways)].map(each => `${field}:${quoted(each)}`);
}

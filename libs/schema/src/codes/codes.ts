import type { Product, Variant } from '../documents/product.ts';
import { gtinOf } from './gtin.ts';
import { normalizeCode } from './normalize-code.ts';
import { readingsOf, type Reading } from './scan-readings.ts';

/** The codes that find a variant: its barcode and its SKU. */
export function codesOf(variant: Pick<Variant, 'barcode' | 'sku'>): readonly string[] {
  const barcode = normalizeCode(variant.barcode ?? '');
  const sku = normalizeCode(variant.sku ?? '');
  if (sku === '' || sku === barcode) return barcode === '' ? [] : [barcode];
  return barcode === '' ? [sku] : [barcode, sku];
}

/**
 * [S14] The keys under which a variant is stored, to be found by `keysOfCode`. A barcode that is a GTIN has one key,
 * however many leading zeros it is written with; a SKU matches only itself.
 */
export function codeKeysOf(variant: Pick<Variant, 'barcode' | 'sku'>): readonly string[] {
  const barcode = normalizeCode(variant.barcode ?? '');
  const sku = normalizeCode(variant.sku ?? '');
  const gtin = gtinOf(barcode);
  const keys = [gtin === undefined ? barcode : gtinKey(gtin), sku].filter(each => each !== '');
  return keys[0] === keys[1] ? keys.slice(1) : keys;
}

/** The keys to search for a reading. `isMeant` then decides for each result. */
export function keysOfReading({ code, isGtin }: Reading): readonly string[] {
  const gtin = gtinOf(code);
  return [...(isGtin ? [] : [code]), ...(gtin === undefined ? [] : [gtinKey(gtin)])];
}

/** The keys to search for everything that a scan may mean. */
export function keysOfCode(scanned: string): readonly string[] {
  return [...new Set(readingsOf(scanned).flatMap(keysOfReading))];
}

/** Whether a variant has this code: as written, or because its barcode is the same GTIN. */
export function isMeant(
  { barcode, sku }: Pick<Variant, 'barcode' | 'sku'>,
  { code, isGtin }: Reading,
): boolean {
  const held = normalizeCode(barcode ?? '');
  if (isGtin) return gtinOf(held) === gtinOf(code);
  return code !== '' && (held === code || normalizeCode(sku ?? '') === code);
}

/** The variants of a product that a code means in any reading; several if the shop gave a code twice. */
export function variantsWithCode<V extends Pick<Variant, 'barcode' | 'sku'>>(
  product: { readonly variants: readonly V[] },
  code: string,
): readonly V[] {
  const readings = readingsOf(code);
  return product.variants.filter(variant => readings.some(each => isMeant(variant, each)));
}

/** The variants of these products that a code means, by its likeliest reading that fits any of them. */
export function variantsMeant<P extends Pick<Product, 'variants'>>(
  products: readonly P[],
  readings: readonly Reading[],
): readonly { readonly product: P; readonly variant: Variant }[] {
  for (const reading of readings) {
    const meant = products.flatMap(product =>
      product.variants.filter(each => isMeant(each, reading)).map(variant => ({ product, variant })),
    );
    if (meant.length > 0) return meant;
  }
  return [];
}

/** A GTIN's key, distinct from keys of codes as written: a GTIN's fourteen digits may be a SKU. */
function gtinKey(gtin: string): string {
  return `#${gtin}`;
}

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
 * [S14] Under what a variant is filed, to be found by `keysOfCode`. A barcode that is a GTIN is filed once, however many
 * leading zeros it is written with; a SKU is only itself.
 */
export function codeKeysOf(variant: Pick<Variant, 'barcode' | 'sku'>): readonly string[] {
  const barcode = normalizeCode(variant.barcode ?? '');
  const sku = normalizeCode(variant.sku ?? '');
  const gtin = gtinOf(barcode);
  const keys = [gtin === undefined ? barcode : gtinKey(gtin), sku].filter(each => each !== '');
  return keys[0] === keys[1] ? keys.slice(1) : keys;
}

/** Under what a reading is looked for. What is found there is `isMeant`, or not. */
export function keysOfReading({ code, isGtin }: Reading): readonly string[] {
  const gtin = gtinOf(code);
  return [...(isGtin ? [] : [code]), ...(gtin === undefined ? [] : [gtinKey(gtin)])];
}

/** Under what everything is looked for that a scan may mean. */
export function keysOfCode(scanned: string): readonly string[] {
  return [...new Set(readingsOf(scanned).flatMap(keysOfReading))];
}

/** Whether a variant has this code: as it is written, or its barcode is the same GTIN. */
export function isMeant(
  { barcode, sku }: Pick<Variant, 'barcode' | 'sku'>,
  { code, isGtin }: Reading,
): boolean {
  const held = normalizeCode(barcode ?? '');
  if (isGtin) return gtinOf(held) === gtinOf(code);
  return code !== '' && (held === code || normalizeCode(sku ?? '') === code);
}

/** The variants of a product that a code means in any way; more than one when the shop gave a code twice. */
export function variantsWithCode<V extends Pick<Variant, 'barcode' | 'sku'>>(
  product: { readonly variants: readonly V[] },
  code: string,
): readonly V[] {
  const readings = readingsOf(code);
  return product.variants.filter(variant => readings.some(each => isMeant(variant, each)));
}

/** Of these products, the variants that a code means by the likeliest of its readings that fits any of them. */
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

/** Told apart from codes that are filed as they are written: a GTIN's fourteen digits may be a SKU. */
function gtinKey(gtin: string): string {
  return `#${gtin}`;
}

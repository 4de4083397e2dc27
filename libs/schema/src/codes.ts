import type { Product, Variant } from './documents/product.ts';

/** How a scanned or typed code is compared: without surrounding blanks, letters in one case. */
export function normalizeCode(code: string): string {
  return code.trim().toLowerCase();
}

/** The codes that find a variant: its barcode and its SKU. */
export function codesOf(variant: Pick<Variant, 'barcode' | 'sku'>): readonly string[] {
  const barcode = normalizeCode(variant.barcode ?? '');
  const sku = normalizeCode(variant.sku ?? '');
  if (sku === '' || sku === barcode) return barcode === '' ? [] : [barcode];
  return barcode === '' ? [sku] : [barcode, sku];
}

/** The variants of a product that a code means; more than one when the shop gave a code twice. */
export function variantsWithCode(product: Pick<Product, 'variants'>, code: string): readonly Variant[] {
  const wanted = normalizeCode(code);
  return product.variants.filter(variant => codesOf(variant).includes(wanted));
}

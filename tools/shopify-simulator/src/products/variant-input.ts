import { badRequest, refuseOthers } from '../api/bad-request.ts';
import { idOf } from '../shop/ids.ts';
import type { ProductRecord, VariantRecord } from '../shop/records.ts';
import type { Store } from '../shop/store.ts';
import { userError, type UserError } from '../api/user-errors.ts';

export interface VariantInput {
  readonly id?: string;
  readonly price?: string;
  readonly compareAtPrice?: string | null;
  readonly barcode?: string | null;
  readonly sku?: string | null;
  readonly inventoryPolicy?: 'DENY' | 'CONTINUE';
  readonly taxable?: boolean;
  readonly requiresComponents?: boolean;
  readonly inventoryItem?: { readonly sku?: string | null; readonly tracked?: boolean };
  readonly inventoryQuantities?: readonly QuantityInput[];
  readonly optionValues?: readonly { optionName?: string; name?: string }[];
}

/** A count at a location: `productSet` has `quantity`, `productVariantsBulkCreate` has `availableQuantity`. */
interface QuantityInput {
  readonly locationId: string;
  readonly name?: string;
  readonly quantity?: number;
  readonly availableQuantity?: number;
}

const variantFields = [
  ...['id', 'price', 'compareAtPrice', 'barcode', 'sku', 'inventoryPolicy', 'inventoryItem', 'optionValues'],
  ...['taxable', 'requiresComponents', 'inventoryQuantities'],
];

/** Stores a new variant, last of its product. @returns its id, which the caller adds to the product's row. */
export function newVariant(store: Store, product: ProductRecord, input: VariantInput): string {
  const now = store.now();
  const values = input.optionValues?.map(each => ({
    name: each.optionName ?? 'Title',
    value: each.name ?? '',
  }));
  const selectedOptions = values ?? [{ name: 'Title', value: 'Default Title' }];
  const variant: VariantRecord = {
    id: store.newId(),
    productId: product.id,
    title: selectedOptions.map(each => each.value).join(' / '),
    sku: undefined,
    barcode: undefined,
    price: '0.00',
    compareAtPrice: undefined,
    position: product.variantIds.length + 1,
    taxable: true,
    inventoryPolicy: 'DENY',
    inventoryItemId: store.newId(),
    selectedOptions,
    createdAt: now,
    updatedAt: now,
  };
  changeVariant(store, variant, input);
  for (const { locationId, quantity, availableQuantity } of input.inventoryQuantities ?? [])
    store.setLevel(variant.inventoryItemId, idOf(locationId), {
      available: quantity ?? availableQuantity ?? 0,
      isActive: true,
    });
  return variant.id;
}

/** Why the stock of new variants cannot be set; undefined if it can. */
export function quantityProblem(store: Store, variants: readonly VariantInput[]): UserError | undefined {
  const all = variants.flatMap(each => each.inventoryQuantities ?? []);
  if (all.some(({ name = 'available' }) => name !== 'available'))
    throw badRequest('not simulated: quantities of new variants beside available');
  if (all.every(({ locationId }) => store.locations.get(idOf(locationId))?.isActive)) return undefined;
  return userError(['input', 'variants', 'inventoryQuantities'], 'Location does not exist or is not active');
}

/** Changes the given fields; null and an empty string remove a value. */
export function changeVariant(store: Store, variant: VariantRecord, input: VariantInput): void {
  refuseOthers('ProductVariantInput', input, variantFields);
  const tracked = input.inventoryItem?.tracked ?? store.items.get(variant.inventoryItemId)?.tracked ?? false;
  const text = (given: string | null | undefined, known: string | undefined) =>
    given === undefined ? known : given || undefined;
  const next: VariantRecord = {
    ...variant,
    price: input.price === undefined ? variant.price : Number(input.price).toFixed(2),
    compareAtPrice: text(input.compareAtPrice, variant.compareAtPrice),
    barcode: text(input.barcode, variant.barcode),
    sku: text(input.inventoryItem?.sku ?? input.sku, variant.sku),
    inventoryPolicy: input.inventoryPolicy ?? variant.inventoryPolicy,
    taxable: input.taxable ?? variant.taxable,
    ...(input.requiresComponents === undefined ? {} : { requiresComponents: input.requiresComponents }),
  };
  store.saveVariant(next, tracked);
}

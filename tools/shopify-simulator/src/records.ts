/**
 * The simulated shop as plain rows, the way a database would hold them. Ids are the numeric tail of the gid, as
 * strings (they may exceed 2^53). Times are milliseconds since the epoch, on the simulator's own clock.
 * Money is Shopify's decimal text ("12.50").
 */

export interface ShopRecord {
  id: string;
  name: string;
  domain: string;
  email: string;
  currencyCode: string;
  taxesIncluded: boolean;
  ianaTimezone: string;
  countryCode: string;
  updatedAt: number;
}

export interface LocationRecord {
  id: string;
  name: string;
  isActive: boolean;
  address1: string;
  city: string;
  zip: string;
  countryCode: string;
  createdAt: number;
  updatedAt: number;
}

export type ProductStatus = 'ACTIVE' | 'DRAFT' | 'ARCHIVED' | 'UNLISTED';

export interface ProductRecord {
  id: string;
  title: string;
  handle: string;
  vendor: string;
  productType: string;
  status: ProductStatus;
  tags: string[];
  /** Path below the simulator's origin, or an absolute address; undefined without an image. */
  imageUrl: string | undefined;
  options: { name: string; values: string[] }[];
  /** In position order. */
  variantIds: string[];
  publishedAt: number | undefined;
  createdAt: number;
  updatedAt: number;
}

export interface VariantRecord {
  id: string;
  productId: string;
  title: string;
  sku: string | undefined;
  barcode: string | undefined;
  price: string;
  compareAtPrice: string | undefined;
  position: number;
  taxable: boolean;
  inventoryPolicy: 'DENY' | 'CONTINUE';
  inventoryItemId: string;
  selectedOptions: { name: string; value: string }[];
  createdAt: number;
  updatedAt: number;
}

export interface InventoryItemRecord {
  id: string;
  variantId: string;
  tracked: boolean;
  cost: string | undefined;
  createdAt: number;
  updatedAt: number;
}

export interface InventoryLevelRecord {
  id: string;
  inventoryItemId: string;
  locationId: string;
  available: number;
  onHand: number;
  isActive: boolean;
  createdAt: number;
  updatedAt: number;
}

/** What the demo-data generator makes and the simulator starts from. */
export interface ShopRecords {
  shop: ShopRecord;
  locations: LocationRecord[];
  products: ProductRecord[];
  variants: VariantRecord[];
  inventoryItems: InventoryItemRecord[];
  inventoryLevels: InventoryLevelRecord[];
}

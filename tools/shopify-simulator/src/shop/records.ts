/**
 * The simulated shop as plain rows, as a database would hold them. Ids are the numeric tail of the gid, as strings
 * (they may exceed 2^53). Times are milliseconds since the epoch, on the simulator's own clock. Money is Shopify's
 * decimal string ("12.50").
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
  /** Shops saved before these were simulated lack them. */
  contactEmail?: string;
  ownerName?: string;
  taxShipping?: boolean;
  weightUnit?: 'GRAMS' | 'KILOGRAMS' | 'OUNCES' | 'POUNDS';
  unitSystem?: 'METRIC_SYSTEM' | 'IMPERIAL_SYSTEM';
  address?: PlaceRecord;
  billingAddress?: PlaceRecord;
  createdAt?: number;
}

/** Where a shop or a location is. */
export interface PlaceRecord {
  company?: string;
  address1?: string;
  address2?: string;
  city?: string;
  zip?: string;
  province?: string;
  provinceCode?: string;
  country?: string;
  countryCode: string;
  phone?: string;
}

export interface LocationRecord {
  id: string;
  name: string;
  isActive: boolean;
  address1: string;
  city: string;
  zip: string;
  countryCode: string;
  address2?: string;
  province?: string;
  phone?: string;
  fulfillsOnlineOrders?: boolean;
  /** It belongs to an app that fulfils orders: listed only with `includeLegacy`. */
  isFulfillmentService?: boolean;
  deactivatedAt?: number;
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
  isGiftCard?: boolean;
  requiresSellingPlan?: boolean;
  tags: string[];
  /** Path below the simulator's origin, or an absolute address; undefined without an image. */
  imageUrl: string | undefined;
  options: { name: string; values: string[] }[];
  /** In position order. */
  variantIds: string[];
  publishedAt: number | undefined;
  /** Ids of the publications (sales channels) from which it was removed. */
  unpublishedOn?: string[];
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
  /** A bundle: it has no stock of its own. */
  requiresComponents?: boolean;
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

/** States of stock besides `available`; all but `incoming` count as on hand. */
export type StockState =
  'committed' | 'damaged' | 'incoming' | 'quality_control' | 'reserved' | 'safety_stock';

export interface InventoryLevelRecord {
  id: string;
  inventoryItemId: string;
  locationId: string;
  available: number;
  onHand: number;
  /** Those that are not 0. */
  states?: Partial<Record<StockState, number>>;
  isActive: boolean;
  createdAt: number;
  updatedAt: number;
}

export interface AddressRecord {
  id: string;
  firstName: string | undefined;
  lastName: string | undefined;
  company: string | undefined;
  address1: string | undefined;
  address2: string | undefined;
  city: string | undefined;
  province: string | undefined;
  zip: string | undefined;
  countryCode: string | undefined;
  phone: string | undefined;
  provinceCode?: string | undefined;
}

export interface CustomerRecord {
  id: string;
  firstName: string | undefined;
  lastName: string | undefined;
  email: string | undefined;
  phone: string | undefined;
  note: string | undefined;
  tags: string[];
  taxExempt: boolean;
  state?: 'DISABLED' | 'ENABLED' | 'INVITED' | 'DECLINED';
  /** The first is the default. */
  addresses: AddressRecord[];
  createdAt: number;
  updatedAt: number;
}

export interface OrderLineRecord {
  id: string;
  productId: string | undefined;
  variantId: string | undefined;
  title: string;
  variantTitle: string | undefined;
  sku: string | undefined;
  quantity: number;
  currentQuantity: number;
  /** For one piece. */
  price: string;
  /** The whole line's share of discounts. */
  discount: string;
  taxes: { title: string; rate: number; amount: string }[];
  vendor?: string;
  taxable?: boolean;
  requiresShipping?: boolean;
  properties?: { name: string; value: string }[];
}

export interface OrderTransactionRecord {
  id: string;
  kind: 'AUTHORIZATION' | 'CAPTURE' | 'CHANGE' | 'EMV_AUTHORIZATION' | 'REFUND' | 'SALE' | 'VOID';
  status: 'AWAITING_RESPONSE' | 'ERROR' | 'FAILURE' | 'PENDING' | 'SUCCESS' | 'UNKNOWN';
  gateway: string;
  amount: string;
  processedAt: number;
  parentId?: string;
}

export interface RefundRecord {
  id: string;
  note: string | undefined;
  amount: string;
  createdAt: number;
  lines?: RefundLineRecord[];
  transactionIds?: string[];
}

export interface RefundLineRecord {
  id: string;
  lineId: string;
  quantity: number;
  restockType: 'CANCEL' | 'LEGACY_RESTOCK' | 'NO_RESTOCK' | 'RETURN';
  locationId?: string;
}

export interface MetafieldRecord {
  id?: string;
  namespace: string;
  key: string;
  type: string;
  value: string;
}

/** Only metafields of orders are simulated. */
export interface MetafieldDefinitionRecord {
  id: string;
  ownerType: 'ORDER';
  namespace: string;
  key: string;
  name: string;
  description?: string;
  type: string;
  /** No two orders may have the same value. */
  isUnique: boolean;
}

/** The goods handed over from one location. */
export interface FulfillmentRecord {
  readonly id: string;
  readonly locationId: string | undefined;
  readonly lines: readonly { readonly lineId: string; readonly quantity: number }[];
  readonly createdAt: number;
}

export interface OrderRecord {
  id: string;
  name: string;
  customerId: string | undefined;
  email: string | undefined;
  phone: string | undefined;
  note: string | undefined;
  tags: string[];
  locationId: string | undefined;
  sourceName: string;
  sourceIdentifier: string | undefined;
  fulfillmentStatus: 'FULFILLED' | 'UNFULFILLED' | 'PARTIALLY_FULFILLED';
  shipping: string;
  discountCodes: string[];
  lines: OrderLineRecord[];
  transactions: OrderTransactionRecord[];
  refunds: RefundRecord[];
  cancelledAt: number | undefined;
  cancelReason?: 'CUSTOMER' | 'DECLINED' | 'FRAUD' | 'INVENTORY' | 'OTHER' | 'STAFF';
  closedAt?: number;
  /** Default: as the shop. */
  taxesIncluded?: boolean;
  shippingTitle?: string;
  shippingAddress?: AddressRecord;
  billingAddress?: AddressRecord;
  customAttributes?: { key: string; value: string | null }[];
  poNumber?: string;
  test?: boolean;
  metafields?: MetafieldRecord[];
  /** Without it, everything was handed over from the order's location. */
  fulfillments?: readonly FulfillmentRecord[];
  /** Rung up by an app whose orders name no location. */
  isForeign?: true;
  processedAt: number;
  createdAt: number;
  updatedAt: number;
}

export interface CollectionRecord {
  id: string;
  title: string;
  handle: string;
  /** In the merchant's order. */
  productIds: string[];
  descriptionHtml?: string;
  sortOrder?: string;
  imageUrl?: string;
  unpublishedOn?: string[];
  createdAt: number;
  updatedAt: number;
}

/** What Shopify's events keep of a deleted thing. */
export interface DestroyRecord {
  readonly id: string;
  readonly subjectType: 'PRODUCT' | 'CUSTOMER' | 'ORDER' | 'COLLECTION';
  readonly subjectId: string;
  readonly createdAt: number;
}

/** A whole shop: the demo generator makes it, the simulator starts from it. */
export interface ShopRecords {
  shop: ShopRecord;
  locations: LocationRecord[];
  products: ProductRecord[];
  variants: VariantRecord[];
  inventoryItems: InventoryItemRecord[];
  inventoryLevels: InventoryLevelRecord[];
  /** Shops saved before these were simulated lack them. */
  customers?: CustomerRecord[];
  orders?: OrderRecord[];
  collections?: CollectionRecord[];
  destroyed?: DestroyRecord[];
  metafieldDefinitions?: MetafieldDefinitionRecord[];
}

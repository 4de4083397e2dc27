/** The shapes of Shopify's answers that Tidemark reads, as far as it reads them. */
import { z } from 'zod';

export const instant = z.iso.datetime();
const gid = z.string().startsWith('gid://shopify/');

export function connection<T extends z.ZodType>(node: T) {
  return z.object({
    nodes: z.array(node),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  });
}

export const shop = z.object({
  id: gid,
  name: z.string(),
  myshopifyDomain: z.string(),
  currencyCode: z.string(),
  taxesIncluded: z.boolean(),
  ianaTimezone: z.string(),
  updatedAt: instant,
});

export const location = z.object({
  id: gid,
  name: z.string(),
  isActive: z.boolean(),
  updatedAt: instant,
  address: z.object({ formatted: z.array(z.string()) }),
});

export const variant = z.object({
  id: gid,
  title: z.string(),
  sku: z.string().nullable(),
  barcode: z.string().nullable(),
  price: z.string(),
  compareAtPrice: z.string().nullable(),
  position: z.number().int(),
  taxable: z.boolean(),
  inventoryPolicy: z.enum(['DENY', 'CONTINUE']),
  selectedOptions: z.array(z.object({ name: z.string(), value: z.string() })),
  inventoryItem: z.object({ id: gid, tracked: z.boolean() }),
});

export const productHead = z.object({
  id: gid,
  title: z.string(),
  handle: z.string(),
  vendor: z.string(),
  productType: z.string(),
  status: z.enum(['ACTIVE', 'DRAFT', 'ARCHIVED', 'UNLISTED']),
  tags: z.array(z.string()),
  updatedAt: instant,
  featuredMedia: z
    .object({ preview: z.object({ image: z.object({ url: z.string() }).nullable() }).nullable() })
    .nullable(),
  variantsCount: z.object({ count: z.number().int() }).nullable(),
});

export const product = productHead.extend({ variants: connection(variant) });

export const codes = z.object({
  sku: z.string().nullable(),
  barcode: z.string().nullable(),
  product: z.object({ id: gid }),
});

export const level = z.object({
  isActive: z.boolean(),
  updatedAt: instant,
  item: z.object({ id: gid }),
  location: z.object({ id: gid }),
  quantities: z.array(z.object({ name: z.string(), quantity: z.number().int() })),
});

export const itemLevels = z.object({ id: gid, inventoryLevels: connection(level) });

export const deletion = z.object({
  subjectId: gid,
  subjectType: z.string(),
  action: z.string(),
  createdAt: instant,
});

export const count = z.object({ count: z.number().int(), precision: z.enum(['EXACT', 'AT_LEAST']) });

export const bulkStarted = z.object({
  bulkOperation: z.object({ id: gid, createdAt: instant }).nullable(),
  userErrors: z.array(z.object({ code: z.string().nullable(), message: z.string() })),
});

export const bulkOperation = z.object({
  status: z.enum(['CREATED', 'RUNNING', 'CANCELING', 'CANCELED', 'COMPLETED', 'FAILED', 'EXPIRED']),
  errorCode: z.string().nullable(),
  /** UnsignedInt64 is a JSON string. */
  objectCount: z.coerce.number().int(),
  url: z.string().nullable(),
  partialDataUrl: z.string().nullable(),
});

export const subscription = z.object({ id: gid, topic: z.string(), uri: z.string() });

export const userErrors = z.object({ userErrors: z.array(z.object({ message: z.string() })) });

/** Lines of a bulk file: a root, or a child that names its parent. */
export const bulkProductLine = productHead;
export const bulkVariantLine = variant.extend({ __parentId: gid });
export const bulkItemLine = z.object({ id: gid });
export const bulkLevelLine = level.extend({ id: gid, __parentId: gid });

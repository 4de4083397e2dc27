/** The shapes of Shopify's answers, as far as Tidemark reads them. */
import { z } from 'zod';

const instant = z.iso.datetime();
const gid = z.string().startsWith('gid://shopify/');

export function connection<T extends z.ZodType>(node: T) {
  return z.object({
    nodes: z.array(node),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  });
}

/** A page of things that are parsed one by one: one of another shape affects no other. */
export const nodes = connection(z.unknown());

/** The part of the shop without which nothing can be read. */
export const currencyOf = z.looseObject({ currencyCode: z.string() });

export const shop = z.object({
  id: gid,
  name: z.string(),
  email: z.string(),
  myshopifyDomain: z.string(),
  currencyCode: z.string(),
  taxesIncluded: z.boolean(),
  taxShipping: z.boolean(),
  ianaTimezone: z.string(),
  shopAddress: z.object({ formatted: z.array(z.string()) }),
  updatedAt: instant,
});

export const accessScopes = z
  .object({
    currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
  })
  .transform(each => each.currentAppInstallation.accessScopes.map(scope => scope.handle));

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
  requiresComponents: z.boolean(),
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
  isGiftCard: z.boolean(),
  requiresSellingPlan: z.boolean(),
  /** Only requested if a sales channel is configured. */
  publishedOnPublication: z.boolean().optional(),
  tags: z.array(z.string()),
  updatedAt: instant,
  featuredMedia: z
    .object({ preview: z.object({ image: z.object({ url: z.string() }).nullable() }).nullable() })
    .nullable(),
  variantsCount: z.object({ count: z.number().int() }).nullable(),
});

/** A sales channel: its catalog and its app, if Shopify shows them. */
export const publication = z.object({
  id: gid,
  catalog: z
    .object({
      title: z.string().optional(),
      apps: z.object({ nodes: z.array(z.object({ id: gid, handle: z.string().nullable() })) }).optional(),
    })
    .nullable(),
});

const text = z.string().nullable();
/** Personal data, which a shop's plan may deny to the app: then it is null, or absent. */
const personal = z
  .string()
  .nullish()
  .transform(each => each ?? null);
const money = z.object({ shopMoney: z.object({ amount: z.string() }) });
const reference = z.object({ id: gid });

export const address = z.object({
  id: gid,
  name: personal,
  company: personal,
  address1: personal,
  address2: personal,
  city: personal,
  province: personal,
  zip: personal,
  countryCodeV2: personal,
  phone: personal,
});

/** The address that a write changes: its province by name and by code. */
export const knownAddress = z.object({
  id: gid,
  province: personal,
  provinceCode: personal,
  countryCodeV2: personal,
});

export const customer = z.object({
  id: gid,
  firstName: personal,
  lastName: personal,
  displayName: personal,
  defaultEmailAddress: z.object({ emailAddress: personal }).nullish(),
  defaultPhoneNumber: z.object({ phoneNumber: personal }).nullish(),
  defaultAddress: reference.nullish(),
  tags: z.array(z.string()),
  note: text,
  taxExempt: z.boolean(),
  /** UnsignedInt64 is a JSON string. */
  numberOfOrders: z.coerce.number().int(),
  amountSpent: z.object({ amount: z.string() }),
  createdAt: instant,
  updatedAt: instant,
});

export const productCollection = z.object({
  id: gid,
  title: z.string(),
  handle: z.string(),
  image: z.object({ url: z.string() }).nullable(),
  updatedAt: instant,
});

export const member = reference;

export const order = z.object({
  id: gid,
  name: z.string(),
  customer: reference.nullable(),
  email: personal,
  phone: personal,
  note: text,
  tags: z.array(z.string()),
  retailLocation: reference.nullable(),
  sourceName: text,
  sourceIdentifier: text,
  displayFinancialStatus: text,
  displayFulfillmentStatus: z.string(),
  taxesIncluded: z.boolean(),
  subtotalPriceSet: money.nullable(),
  totalDiscountsSet: money.nullable(),
  totalShippingPriceSet: money,
  totalTaxSet: money.nullable(),
  totalPriceSet: money,
  totalRefundedSet: money,
  totalOutstandingSet: money,
  discountCodes: z.array(z.string()),
  taxLines: z.array(z.object({ title: z.string(), rate: z.number().nullable(), priceSet: money })),
  transactions: z.array(
    z.object({
      id: gid,
      kind: z.string(),
      status: z.string(),
      gateway: text,
      amountSet: money,
      processedAt: instant.nullable(),
    }),
  ),
  refunds: z.array(z.object({ id: gid, note: text, createdAt: instant.nullable(), totalRefundedSet: money })),
  cancelledAt: instant.nullable(),
  processedAt: instant,
  createdAt: instant,
  updatedAt: instant,
});

/** An order's name and total. */
export const acceptedOrder = z.object({
  id: gid,
  name: z.string(),
  subtotalPriceSet: money.nullable(),
  totalTaxSet: money.nullable(),
  totalPriceSet: money,
  totalReceivedSet: money,
});

export const orderPlacement = z.object({
  retailLocation: reference.nullable(),
  fulfillments: z.array(
    z.object({
      status: z.string(),
      location: reference.nullable(),
      fulfillmentLineItems: z.object({
        nodes: z.array(
          z.object({
            quantity: z.number().int().nullable(),
            lineItem: z.object({ variant: reference.nullable() }),
          }),
        ),
        pageInfo: z.object({ hasNextPage: z.boolean() }),
      }),
    }),
  ),
});

/** Why a mutation was refused; `code` if its payload has one. */
export const writeError = z.object({
  field: z.array(z.string()).nullable(),
  message: z.string(),
  code: z.string().nullish(),
});

export const namedCustomer = z.object({ id: gid, firstName: personal, lastName: personal });

export const orderLine = z.object({
  id: gid,
  title: z.string(),
  variantTitle: text,
  sku: text,
  quantity: z.number().int(),
  currentQuantity: z.number().int(),
  product: reference.nullable(),
  variant: reference.nullable(),
  originalUnitPriceSet: money,
  discountAllocations: z.array(z.object({ allocatedAmountSet: money })),
  taxLines: z.array(z.object({ priceSet: money })),
});

/** One result of a search. */
export const listed = z.object({ id: gid, updatedAt: instant });

/** Codes of any type: reading the product decides whether they are valid. */
export const codes = z.object({
  sku: z.unknown(),
  barcode: z.unknown(),
  product: z.object({ id: gid }),
});

export const level = z.object({
  isActive: z.boolean(),
  updatedAt: instant,
  item: z.object({ id: gid }),
  location: z.object({ id: gid }),
  quantities: z.array(z.object({ name: z.string(), quantity: z.number().int() })),
});

export const itemLevels = z.object({ id: gid, inventoryLevels: nodes });

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

export const subscribed = z.object({
  webhookSubscription: z.object({ id: z.string() }).nullable(),
  userErrors: z.array(z.object({ message: z.string() })),
});

export const userErrors = z.object({ userErrors: z.array(z.object({ message: z.string() })) });

/** Lines of the bulk file of stock levels: an item, or a level that names its item. */
export const bulkItemLine = z.object({ id: gid });
export const bulkLevelLine = level.extend({ id: gid, __parentId: gid });

import { readFileSync } from 'node:fs';
import { z } from 'zod';
import * as shapes from './shapes.ts';

/** One request that Shopify understands: its text, and the shape that its answer must have. */
export interface Operation<T> {
  readonly name: string;
  readonly text: string;
  readonly answer: z.ZodType<T>;
}

function operation<T>(name: string, answer: z.ZodType<T>): Operation<T> {
  return {
    name,
    text: readFileSync(new URL(`./operations/${name}.graphql`, import.meta.url), 'utf8'),
    answer,
  };
}

/** Every request of Tidemark. A test holds each against the official schema. */
export const operations = {
  shop: operation('shop', z.object({ shop: shapes.shop })),
  locations: operation('locations', z.object({ locations: shapes.connection(shapes.location) })),
  productsUpdated: operation('products-updated', z.object({ products: shapes.connection(shapes.product) })),
  productsById: operation('products-by-id', z.object({ nodes: z.array(shapes.product.nullable()) })),
  productVariants: operation(
    'product-variants',
    z.object({
      product: z
        .object({ updatedAt: shapes.instant, variants: shapes.connection(shapes.variant) })
        .nullable(),
    }),
  ),
  variantsWithCode: operation(
    'variants-with-code',
    z.object({ productVariants: shapes.connection(shapes.codes) }),
  ),
  levelsUpdated: operation(
    'levels-updated',
    z.object({ location: z.object({ inventoryLevels: shapes.connection(shapes.level) }).nullable() }),
  ),
  levelsOfItems: operation('levels-of-items', z.object({ nodes: z.array(shapes.itemLevels.nullable()) })),
  levelsOfItem: operation(
    'levels-of-item',
    z.object({ inventoryItem: z.object({ inventoryLevels: shapes.connection(shapes.level) }).nullable() }),
  ),
  deletions: operation('deletions', z.object({ events: shapes.connection(shapes.deletion) })),
  counts: operation(
    'counts',
    z.object({ productsCount: shapes.count.nullable(), locationsCount: shapes.count.nullable() }),
  ),
  startBulk: operation('start-bulk', z.object({ bulkOperationRunQuery: shapes.bulkStarted })),
  bulkState: operation('bulk-state', z.object({ bulkOperation: shapes.bulkOperation.nullable() })),
  subscriptions: operation(
    'subscriptions',
    z.object({ webhookSubscriptions: shapes.connection(shapes.subscription) }),
  ),
  subscribe: operation('subscribe', z.object({ webhookSubscriptionCreate: shapes.userErrors })),
  unsubscribe: operation('unsubscribe', z.object({ webhookSubscriptionDelete: shapes.userErrors })),
} as const;

/** Queries that Shopify runs by itself and writes to a file. */
export const bulkQueries = {
  products: operation('bulk-products', z.unknown()),
  inventoryLevels: operation('bulk-inventory-levels', z.unknown()),
} as const;

import { readFileSync } from 'node:fs';
import { z } from 'zod';
import * as shapes from './read/shapes.ts';

/** One request to Shopify: its text, and the shape that its answer must have. */
export interface Operation<T> {
  readonly name: string;
  readonly text: string;
  readonly answer: z.ZodType<T>;
}

/** An operation of `operations/`, with the fragments that it names. */
export function operation<T>(name: string, answer: z.ZodType<T>): Operation<T> {
  const text = readGraphql(`operations/${name}`);
  const fragments = [...new Set(text.match(/(?<=\.\.\.)\w+Parts/g))].map(fragment =>
    readGraphql(`fragments/${fragment}`),
  );
  return { name, text: [text, ...fragments].join('\n'), answer };
}

/** A query for a bulk operation, with fragments inlined: it takes neither variables nor fragments. */
export function bulkText(
  name: string,
  given: { readonly publicationId?: string | undefined; readonly ordersFrom?: string },
): string {
  const text = readGraphql(`operations/${name}`).replace(/\.\.\.(\w+Parts)/g, (_, fragment: string) =>
    readGraphql(`fragments/${fragment}`).replace(/^[^{]*\{|\}\s*$/g, ''),
  );
  const published = given.publicationId
    ? `publishedOnPublication(publicationId: "${given.publicationId}")`
    : '';
  return text
    .replace(/publishedOnPublication\(.*\) @include\(.*\)/, published)
    .replace('1970-01-01T00:00:00Z', given.ordersFrom ?? '1970-01-01T00:00:00Z');
}

function readGraphql(path: string): string {
  return readFileSync(new URL(`./${path}.graphql`, import.meta.url), 'utf8');
}

/** Requests that belong to no single resource. A test checks each against the official schema. */
export const operations = {
  shop: operation('shop', z.object({ shop: shapes.currencyOf })),
  accessScopes: operation('access-scopes', shapes.accessScopes),
  locations: operation('locations', z.object({ locations: shapes.nodes })),
  locationsCount: operation(
    'locations-count',
    z.object({ locationsCount: shapes.count.nullable() }).transform(each => each.locationsCount),
  ),
  variantsWithCode: operation('variants-with-code', z.object({ productVariants: shapes.nodes })),
  publications: operation('publications', z.object({ publications: shapes.connection(shapes.publication) })),
  levelsUpdated: operation(
    'levels-updated',
    z.object({ location: z.object({ inventoryLevels: shapes.nodes }).nullable() }),
  ),
  levelsOfItems: operation('levels-of-items', z.object({ nodes: z.array(z.unknown()) })),
  levelsOfItem: operation(
    'levels-of-item',
    z.object({ inventoryItem: z.object({ inventoryLevels: shapes.nodes }).nullable() }),
  ),
  deletions: operation('deletions', z.object({ events: shapes.nodes })),
  startBulk: operation('start-bulk', z.object({ bulkOperationRunQuery: shapes.bulkStarted })),
  bulkState: operation('bulk-state', z.object({ bulkOperation: shapes.bulkOperation.nullable() })),
  subscriptions: operation(
    'subscriptions',
    z.object({ webhookSubscriptions: shapes.connection(shapes.subscription) }),
  ),
  subscribe: operation('subscribe', z.object({ webhookSubscriptionCreate: shapes.subscribed })),
  unsubscribe: operation('unsubscribe', z.object({ webhookSubscriptionDelete: shapes.userErrors })),
} as const;

/** Searches by words: they ask only for ids, since documents found are read by id. */
export const findOperations = {
  products: operation(
    'products-found',
    z.object({ products: shapes.nodes }).transform(answer => answer.products),
  ),
  customers: operation(
    'customers-found',
    z.object({ customers: shapes.nodes }).transform(answer => answer.customers),
  ),
  orders: operation(
    'orders-found',
    z.object({ orders: shapes.nodes }).transform(answer => answer.orders),
  ),
} as const;

import type { FindKind } from '@tidemark/protocol';
import { idOfGid, variantsWithCode } from '@tidemark/schema';
import type { z } from 'zod';
import { codeQuery } from './code-query.ts';
import { findOperations, operations } from '../operation.ts';
import type { Asking } from '../resources/index.ts';
import { searchQuery, type ShopifySearch } from './search-query.ts';
import * as shapes from './shapes.ts';
import type { Listing } from '../shopify.ts';

type CodePage = z.infer<typeof shapes.nodes>;

/** One page of search results, from Shopify's (lagging) index. */
export async function findListed(
  ask: Asking['ask'],
  kind: FindKind,
  search: ShopifySearch,
): Promise<Listing> {
  const query = searchQuery(kind, search);
  if (query === undefined) return { items: [], hasMore: false };
  const { nodes, pageInfo } = await ask(findOperations[kind], { query });
  const items = nodes.flatMap(raw => {
    // A result of another shape is left out; reads by time of change report it.
    const { success, data } = shapes.listed.safeParse(raw);
    return success ? [{ id: idOfGid(data.id), updatedAt: Date.parse(data.updatedAt) }] : [];
  });
  return { items, hasMore: pageInfo.hasNextPage };
}

/** Ids of products that have a variant whose barcode or SKU this code means. */
export async function productIdsWithCode(ask: Asking['ask'], code: string): Promise<readonly string[]> {
  const query = codeQuery(code);
  if (query === undefined) return [];
  const ids = new Set<string>();
  for (let after: string | null = null, hasMore = true; hasMore;) {
    const page: { productVariants: CodePage } = await ask(operations.variantsWithCode, { query, after });
    const { nodes, pageInfo } = page.productVariants;
    for (const raw of nodes) {
      const { success, data } = shapes.codes.safeParse(raw);
      if (!success) continue;
      const held = { barcode: codeIn(data.barcode), sku: codeIn(data.sku) };
      if (variantsWithCode({ variants: [held] }, code).length > 0) ids.add(idOfGid(data.product.id));
    }
    ({ hasNextPage: hasMore, endCursor: after } = pageInfo);
  }
  return [...ids];
}

/** A code as text, also if Shopify gives a number. */
function codeIn(value: unknown): string | null {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;
}

import type { z } from 'zod';
import type { publication } from './shapes.ts';
import { ShopifyError, type Page, type SalesChannel } from '../shopify.ts';

type Publication = z.infer<typeof publication>;

/** The app id of Shopify POS: the same in every shop. */
const pointOfSaleApp = 'gid://shopify/App/129785';
const pointOfSaleHandles: readonly string[] = [
  'pos',
  'point-of-sale',
  'point-of-sale-channel',
  'shopify-pos',
];

/**
 * The publication that is the shop's Point of Sale channel ([G27]): found by its app; by its English title only if no
 * publication shows its app.
 */
export function pointOfSaleOf(all: readonly Publication[]): SalesChannel {
  const byApp = all.filter(({ catalog }) =>
    catalog?.apps?.nodes.some(
      ({ id, handle }) => id === pointOfSaleApp || pointOfSaleHandles.includes(handle ?? ''),
    ),
  );
  const byTitle = all.filter(({ catalog }) => catalog?.title?.trim().toLowerCase() === 'point of sale');
  const [found, ...others] = byApp.length > 0 ? byApp : byTitle;
  if (!found) return { kind: 'every', reason: 'none-is-point-of-sale' };
  if (others.length > 0) return { kind: 'every', reason: 'several-are-point-of-sale' };
  return { kind: 'point-of-sale', publicationId: found.id };
}

/**
 * Finds the channel in all pages of publications. If Shopify refuses, or answers in another shape, only the channel is
 * missing.
 * @throws ShopifyError if asking again may help.
 */
export async function findChannel(pages: AsyncIterable<Page<Publication>>): Promise<SalesChannel> {
  try {
    const all: Publication[] = [];
    for await (const { items } of pages) all.push(...items);
    return pointOfSaleOf(all);
  } catch (error) {
    if (!(error instanceof ShopifyError) || !['forbidden', 'unexpected'].includes(error.reason)) throw error;
    return { kind: 'every', reason: 'not-told' };
  }
}

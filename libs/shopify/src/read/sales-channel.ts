import type { z } from 'zod';
import type { publication } from './shapes.ts';
import { ShopifyError, type Page, type SalesChannel } from '../shopify.ts';

type Publication = z.infer<typeof publication>;

/** Shopify POS, as Shopify names its apps: the id is the same in every shop. */
const pointOfSaleApp = 'gid://shopify/App/129785';
const pointOfSaleHandles: readonly string[] = [
  'pos',
  'point-of-sale',
  'point-of-sale-channel',
  'shopify-pos',
];

/**
 * Which of a shop's publications is its Point of Sale channel ([G27]): by the app it belongs to, and only where none shows
 * its app, by its English title.
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
 * The channel among all pages of publications. What Shopify refuses to tell, or tells in a shape of its own, costs nothing but
 * the channel.
 * @throws ShopifyError where asking again may help.
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

import type { DocumentOf } from '@tidemark/schema';
import { ShopifyError, type ByIds, type ResourceKind } from '@tidemark/shopify';
import type { Source } from '../source.ts';

/**
 * Reads by id while a cashier waits. If Shopify's answer about one of them cannot be read, the others are read without
 * it, and the log says why.
 */
export async function readApart<K extends ResourceKind>(
  source: Source,
  kind: K,
  ids: readonly string[],
): Promise<ByIds<DocumentOf[K]>> {
  const { shopify, signal, log, now } = source;
  try {
    return await shopify.byIds(kind, ids, 'cashier', signal);
  } catch (error) {
    if (!(error instanceof ShopifyError) || error.reason !== 'unexpected') throw error;
    const [only] = ids;
    if (ids.length === 1 && only !== undefined) {
      log({ name: 'find-skipped', shop: shopify.shop, collection: kind, id: only, reason: error.message });
      return { found: [], gone: [], readAt: now() };
    }
    const middle = Math.ceil(ids.length / 2);
    const first = await readApart(source, kind, ids.slice(0, middle));
    const second = await readApart(source, kind, ids.slice(middle));
    return {
      found: [...first.found, ...second.found],
      gone: [...first.gone, ...second.gone],
      readAt: Math.min(first.readAt, second.readAt),
    };
  }
}

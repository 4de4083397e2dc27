import type { LookupResponse } from '@tidemark/protocol';
import {
  inventoryLevelId,
  isForSale,
  nearestStop,
  readingsOf,
  saleStop,
  scopeFor,
  variantsMeant,
  type Product,
  type Variant,
} from '@tidemark/schema';
import { isUnread, ShopifyError } from '@tidemark/shopify';
import { allDocuments } from '../into-mirror/all-documents.ts';
import { commitReads, stored } from '../into-mirror/commit-reads.ts';
import { headTexts } from '../driver/head-texts.ts';
import type { Misses } from './misses.ts';
import type { Source } from '../source.ts';

/** All that is known about one code. */
export interface Evidence {
  readonly candidates: readonly {
    readonly product: Product;
    readonly variant: Variant;
    readonly stockedHere: boolean;
  }[];
  readonly wasInMirror: boolean;
  /** When the newest deleted product with this code was deleted; undefined if there is none. */
  readonly deletedAt: number | undefined;
  readonly shopifyAsked: boolean;
  /** Why Shopify's answer about a product with this code cannot be read. */
  readonly unreadable?: string | undefined;
}

/** The one cause ([E9]). A sellable product outweighs one that is not, and a living product a deleted one. */
export function causeOf({
  candidates,
  wasInMirror,
  deletedAt,
  shopifyAsked,
  unreadable,
}: Evidence): LookupResponse['cause'] {
  const stops = candidates.map(({ product, variant, stockedHere }) =>
    saleStop(product, variant, stockedHere ? 'yes' : 'no'),
  );
  const sellable = stops.filter(each => each === undefined).length;
  if (sellable > 1) return 'ambiguous';
  if (sellable === 1) return wasInMirror ? 'in-mirror' : 'was-missing-in-mirror';
  // The mirror's version is an older one: the product may be for sale by now.
  if (unreadable !== undefined) return 'unreadable';
  const stop = nearestStop(stops.filter(each => each !== undefined));
  if (stop) return stop;
  if (!shopifyAsked) return 'shopify-unreachable';
  return deletedAt === undefined ? 'not-in-shopify' : 'deleted';
}

/**
 * Looks in the mirror, then in Shopify; products that the mirror lacked are repaired on the way. Shopify is not asked
 * again for a code that it lacked a moment ago ([E42]).
 */
export async function lookUp(
  source: Source,
  misses: Misses,
  code: string,
  locationId: string,
): Promise<LookupResponse> {
  const { shopify, log, now } = source;
  let evidence = await mirrorEvidence(source, code, locationId, { wasInMirror: true, shopifyAsked: false });
  if (!isSellable(causeOf(evidence))) {
    if (evidence.candidates.length === 0 && misses.isKnown(code, now())) {
      evidence = { ...evidence, shopifyAsked: true };
    } else {
      const asked = await readFromShopify(source, code, evidence);
      const wasInMirror = evidence.candidates.length > 0;
      evidence = await mirrorEvidence(source, code, locationId, { wasInMirror, ...asked });
      if (causeOf(evidence) === 'was-missing-in-mirror') log({ name: 'lookup-repaired', shop: shopify.shop });
      if (isMiss(evidence)) misses.note(code, now());
    }
  }
  const cause = causeOf(evidence);
  return {
    cause,
    matches: evidence.candidates.map(({ product, variant }) => ({
      productId: product.id,
      variantId: variant.id,
      title: product.title,
    })),
    deletedAt:
      cause === 'deleted' && evidence.deletedAt !== undefined
        ? new Date(evidence.deletedAt).toISOString()
        : null,
    ...(cause === 'unreadable' ? { reason: evidence.unreadable } : {}),
    heads: await headTexts(source, locationId),
  };
}

/** True if Shopify was asked and has nothing with this code. */
function isMiss({ candidates, shopifyAsked, unreadable }: Evidence): boolean {
  return shopifyAsked && candidates.length === 0 && unreadable === undefined;
}

function isSellable(cause: LookupResponse['cause']): boolean {
  return cause === 'in-mirror' || cause === 'ambiguous';
}

async function mirrorEvidence(
  source: Source,
  code: string,
  locationId: string,
  known: Pick<Evidence, 'wasInMirror' | 'shopifyAsked' | 'unreadable'>,
): Promise<Evidence> {
  const { mirror, shopify } = source;
  const matches = await mirror.productsWithCode(shopify.shop, code);
  const products = await stored(source, 'products', [...new Set(matches.map(each => each.productId))]);
  const all = [...products.values()];
  // Products for sale outweigh others, even if the code matches one of those exactly.
  const sold = variantsMeant(all.filter(isForSale), readingsOf(code));
  const variants = sold.length > 0 ? sold : variantsMeant(all, readingsOf(code));
  const levelIds = variants.map(each => inventoryLevelId(each.variant.inventoryItemId, locationId));
  const documents = await allDocuments(
    mirror,
    shopify.shop,
    'inventoryLevels',
    scopeFor('inventoryLevels', locationId),
    levelIds,
  );
  const stocked = new Set(
    documents
      .map(text => JSON.parse(text) as { id: string; _deleted: boolean })
      .filter(each => !each._deleted)
      .map(each => each.id),
  );
  const deleted = matches.flatMap(each => each.deletedAt ?? []);
  return {
    ...known,
    candidates: variants.map(each => ({
      ...each,
      stockedHere: stocked.has(inventoryLevelId(each.variant.inventoryItemId, locationId)),
    })),
    deletedAt: deleted.length > 0 ? Math.max(...deleted) : undefined,
  };
}

/** Reads the code's products into the mirror again, if Shopify can be asked; returns what of them cannot be read. */
async function readFromShopify(
  source: Source,
  code: string,
  { candidates }: Evidence,
): Promise<Pick<Evidence, 'shopifyAsked' | 'unreadable'>> {
  const { shopify, signal } = source;
  try {
    const listed = new Set(await shopify.productIdsWithCode(code, signal));
    const ids = new Set([...listed, ...candidates.map(each => each.product.id)]);
    if (ids.size === 0) return { shopifyAsked: true };
    const { found, gone, readAt } = await shopify.byIds('products', [...ids], 'cashier', signal);
    const absent = gone.map(id => ({ id, goneAt: undefined, isConfirmed: !listed.has(id) }));
    const options = { readNewLevels: true, lane: 'cashier' } as const;
    await commitReads(source, 'products', found, absent, readAt, options);
    return { shopifyAsked: true, unreadable: found.find(isUnread)?.reason };
  } catch (error) {
    if (error instanceof ShopifyError) return { shopifyAsked: false };
    throw error;
  }
}

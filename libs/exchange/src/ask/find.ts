import {
  maxFound,
  maxPageBytes,
  type FindKind,
  type FindRequest,
  type FindResponse,
} from '@tidemark/protocol';
import { inventoryLevelId, scopeFor, wantedOfPeople, wantedWords, type Product } from '@tidemark/schema';
import { ShopifyError } from '@tidemark/shopify';
import { allDocuments } from '../into-mirror/all-documents.ts';
import { findInShopify, type FoundInShopify, type Search } from './find-in-shopify.ts';
import { decideFound, type FindEvidence, type FoundDocuments } from './found.ts';
import { headTexts } from '../driver/head-texts.ts';
import type { Source } from '../source.ts';

/**
 * Searches the mirror, then Shopify. Puts documents that the mirror lacks or has older into the mirror on the way
 * ([E23], [E24]). Waits for Shopify at most `patienceMs`: then the answer is what the mirror has ([E25]). `signal`
 * aborts when no one waits any more.
 */
export async function find(
  source: Source,
  request: FindRequest,
  locationId: string,
  patienceMs: number,
  signal: AbortSignal = source.signal,
): Promise<FindResponse> {
  const search = searchOf(request);
  const here = await idsInMirror(source, search);
  const there = await askPatiently(source, search, here, { patienceMs, signal });
  const { kind } = search;
  const ids = [...new Set([...here, ...(there?.listed ?? [])])];
  const { documents: mirrored, isCut } = await wireDocuments(source, kind, ids);
  const evidence: FindEvidence<FindKind> = {
    ...search,
    mirrored,
    wasMissing: there?.wasMissing ?? new Set(),
    notMirrored: there?.notMirrored ?? [],
    stockedItems: new Set(
      kind === 'products' ? await stockedItems(source, mirrored as readonly Product[], locationId) : [],
    ),
    hasMore: here.length > maxFound || (there?.hasMore ?? false) || isCut,
  };
  return {
    ...decideFound(evidence),
    shopify: there ? 'asked' : 'unreachable',
    heads: await headTexts(source, locationId),
  };
}

function searchOf({ kind, query, from, to }: FindRequest): Search {
  return {
    kind,
    query,
    ...(from === undefined ? {} : { from: Date.parse(from) }),
    ...(to === undefined ? {} : { to: Date.parse(to) }),
  };
}

/** Ids that the mirror finds; one more than fits in an answer, if there are more. */
async function idsInMirror({ mirror, shopify }: Source, search: Search): Promise<readonly string[]> {
  const { kind, query, from, to } = search;
  const words = kind === 'products' ? wantedWords(query) : wantedOfPeople(query);
  const range = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  const isAsked = words.length > 0 || query === '';
  const found = isAsked
    ? await mirror.search(shopify.shop, kind, { words, ...range, limit: maxFound + 1 })
    : [];
  if (kind !== 'products') return found;
  const withCode = await mirror.productsWithCode(shopify.shop, query);
  return [...new Set([...withCode.map(each => each.productId), ...found])];
}

/** What Shopify found; undefined if it did not answer in time. */
async function askPatiently(
  source: Source,
  search: Search,
  here: readonly string[],
  { patienceMs, signal }: { readonly patienceMs: number; readonly signal: AbortSignal },
): Promise<FoundInShopify | undefined> {
  const patience = AbortSignal.timeout(patienceMs);
  try {
    const each = [source.signal, signal, patience];
    return await findInShopify({ ...source, signal: AbortSignal.any(each) }, search, here);
  } catch (error) {
    source.signal.throwIfAborted();
    signal.throwIfAborted();
    if (error instanceof ShopifyError || patience.aborted) return undefined;
    throw error;
  }
}

/** Ids requested together. The mirror names the best first. */
const idsPerRead = 10;

/** Living documents from the mirror, as sent to tills: the first of them, as many as fit in one answer. */
async function wireDocuments<K extends FindKind>(
  { mirror, shopify }: Source,
  kind: K,
  ids: readonly string[],
): Promise<{ readonly documents: FoundDocuments[K][]; readonly isCut: boolean }> {
  const documents: FoundDocuments[K][] = [];
  for (let [start, bytes] = [0, 0]; start < ids.length; start += idsPerRead) {
    const part = ids.slice(start, start + idsPerRead);
    const { documents: texts, left } = await mirror.documents(shopify.shop, kind, '', part);
    const read = texts.map(text => JSON.parse(text) as FoundDocuments[K] | { readonly _deleted: true });
    documents.push(...read.filter(each => !each._deleted));
    bytes += texts.reduce((sum, text) => sum + text.length, 0);
    const isCut = left.length > 0 || (bytes > maxPageBytes && start + idsPerRead < ids.length);
    if (isCut) return { documents, isCut };
  }
  return { documents, isCut: false };
}

/** The tracked items of these products that the location stocks. */
async function stockedItems(
  { mirror, shopify }: Source,
  products: readonly Product[],
  locationId: string,
): Promise<string[]> {
  const itemIds = products
    .flatMap(each => each.variants.filter(one => one.tracked))
    .map(each => each.inventoryItemId);
  const documents = await allDocuments(
    mirror,
    shopify.shop,
    'inventoryLevels',
    scopeFor('inventoryLevels', locationId),
    itemIds.map(each => inventoryLevelId(each, locationId)),
  );
  return documents
    .map(text => JSON.parse(text) as { inventoryItemId: string; _deleted: boolean })
    .filter(each => !each._deleted)
    .map(each => each.inventoryItemId);
}

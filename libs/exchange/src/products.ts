import type { Change, CommitResult, WatermarkMove } from '@tidemark/mirror';
import type { Read } from '@tidemark/shopify';
import type { Product, Tombstone } from '@tidemark/schema';
import { levelChange, levelsToDrop, newItems, present } from './changes.ts';
import type { Source } from './source.ts';

export interface GoneProduct {
  readonly id: string;
  readonly goneAt: number;
}

/**
 * Commits products, and what hangs on them: the levels of variants that went away are dropped, those of variants seen
 * for the first time are read. Levels come first, so that a crash between the two leaves nothing unread.
 */
export async function commitProducts(
  source: Source,
  reads: readonly Read<Product>[],
  gone: readonly GoneProduct[],
  readAt: number,
  options: { readonly readNewLevels: boolean; readonly watermark?: WatermarkMove },
): Promise<number> {
  const { mirror, shopify, signal } = source;
  const { shop } = shopify;
  const ids = [...reads.map(each => each.document.id), ...gone.map(each => each.id)];
  const old = await storedProducts(source, ids);
  const locationIds = await knownLocations(source);
  let changed = 0;

  const itemIds = options.readNewLevels
    ? reads.flatMap(each => newItems(old.get(each.document.id), each.document))
    : [];
  if (itemIds.length > 0) {
    const levels = await shopify.levelsOfItems(itemIds, signal);
    const result = await mirror.commit(
      shop,
      'inventoryLevels',
      levels.found.map(each => levelChange(each, levels.readAt)),
    );
    changed += noted(source, 'inventoryLevels', result);
  }
  const changes: Change[] = [
    ...reads.map(each => present(each, readAt)),
    ...gone.map(({ id, goneAt }): Change => ({
      kind: 'gone',
      id,
      scope: '',
      sourceUpdatedAt: Math.max(goneAt, lastSeen(old.get(id)) + 1),
      readAt,
    })),
  ];
  changed += noted(source, 'products', await mirror.commit(shop, 'products', changes, options.watermark));

  const dropped = [
    ...reads.flatMap(each => levelsToDrop(old.get(each.document.id), each.document, locationIds)),
    ...gone.flatMap(each => levelsToDrop(old.get(each.id), undefined, locationIds)),
  ];
  if (dropped.length > 0) {
    const at = Math.max(readAt, ...gone.map(each => each.goneAt));
    const result = await mirror.commit(
      shop,
      'inventoryLevels',
      dropped.map(each => ({ kind: 'gone', ...each, sourceUpdatedAt: at, readAt })),
    );
    changed += noted(source, 'inventoryLevels', result);
  }
  return changed;
}

/** Living products as the mirror has them. */
export async function storedProducts(
  { mirror, shopify }: Source,
  ids: readonly string[],
): Promise<Map<string, Product>> {
  const { documents } = await mirror.documents(shopify.shop, 'products', '', ids);
  const parsed = documents.map(text => JSON.parse(text) as (Product & { _deleted: false }) | Tombstone);
  return new Map(parsed.flatMap(each => (each._deleted ? [] : [[each.id, each] as const])));
}

/** Ids of the mirrored locations. */
export async function knownLocations({ mirror, shopify }: Source): Promise<readonly string[]> {
  return mirror.idsAfter(shopify.shop, 'locations', undefined, 10_000);
}

/** How many changed; what was quarantined is said once. */
export function noted({ log, shopify }: Source, collection: string, result: CommitResult): number {
  for (const { id, defect } of result.quarantined)
    log({ name: 'quarantined', shop: shopify.shop, collection, id, defect });
  return result.changed;
}

function lastSeen(product: Product | undefined): number {
  return product ? Date.parse(product.updatedAt) : 0;
}

import type { MirrorStore } from '@tidemark/mirror';
import { available, effectOfMove, effectsOfSale, type StockEffect } from '@tidemark/protocol';
import { inventoryLevelId, type InventoryLevel } from '@tidemark/schema';
import type { ShopifySimulator } from '@tidemark/shopify-simulator';
import { shop } from '../shop-server.ts';
import type { RecordPicture } from './record-picture.ts';

interface ShelfEvidence {
  readonly simulator: ShopifySimulator;
  readonly store: Pick<MirrorStore, 'mirror' | 'records'>;
  readonly stored: RecordPicture;
}

/** [W31] Where a till at any location would show another number than Shopify's, less what Shopify refused. */
export async function judgeShelves({ simulator, store, stored }: ShelfEvidence): Promise<string[]> {
  const { epoch } = (await store.records.heads(shop)).sales;
  const effects = Map.groupBy(
    [
      ...[...stored.sales.values()].flatMap(effectsOfSale),
      ...[...stored.stockMoves.values()].map(effectOfMove),
    ],
    idOf,
  );
  const faults: string[] = [];
  for (const level of await levelsOf(store)) {
    const id = idOf(level);
    const own = effects.get(id) ?? [];
    const inShopify = simulator.store.levels.get(id)?.available;
    if (inShopify === undefined) continue;
    const outside = own
      .filter(each => each.submission?.state === 'refused')
      .reduce((sum, each) => sum + each.delta, 0);
    const shown = available(level, own, epoch);
    if (shown !== inShopify + outside)
      faults.push(
        `a till would show ${shown} of ${id}; Shopify has ${inShopify}, and refused are ${outside}`,
      );
  }
  return faults;
}

async function levelsOf({ mirror }: ShelfEvidence['store']): Promise<InventoryLevel[]> {
  const levels: InventoryLevel[] = [];
  for (const scope of await mirror.scopes(shop, 'inventoryLevels')) {
    const page = await mirror.changesAfter(shop, 'inventoryLevels', scope, undefined, 100_000);
    for (const text of page.documents) {
      const { _deleted, ...level } = JSON.parse(text) as InventoryLevel & { _deleted: boolean };
      if (!_deleted) levels.push(level);
    }
  }
  return levels;
}

function idOf({ inventoryItemId, locationId }: Pick<StockEffect, 'inventoryItemId' | 'locationId'>): string {
  return inventoryLevelId(inventoryItemId, locationId);
}

import type { Plant } from './plants/plant.ts';
import { ReadOrder } from './network/read-order.ts';
import { SlowReads } from './network/slow-reads.ts';

/** A plant, with the watches that surround every plant. */
export interface WatchedPlant extends Plant {
  readonly readOrder: ReadOrder;
  readonly slowReads: SlowReads;
}

export function watched(plant: Plant): WatchedPlant {
  const readOrder = new ReadOrder();
  const slowReads = new SlowReads();
  return {
    ...{ ...plant, readOrder, slowReads },
    shopify: (shopify, store) => slowReads.over(plant.shopify(shopify, store)),
    mirror: mirror => readOrder.over(plant.mirror(mirror)),
  };
}

import { madeBeforeNote, perhapsMadeReason } from '@tidemark/conflict';
import { effectsOf, inventoryLevelId, type Sale } from '@tidemark/schema';
import type { ShopifySimulator } from '@tidemark/shopify-simulator';
import type { RecordPicture } from './record-picture.ts';

/** What the corrections of a settled world are judged by. */
interface EffectEvidence {
  readonly simulator: ShopifySimulator;
  readonly stored: Pick<RecordPicture, 'sales'>;
  /** Whether Shopify never said from where a sale's goods were taken. */
  readonly isPlacementUnknown: (saleId: string) => boolean;
}

/** [W30] Where goods left another location than the sale's and no correction of it came to an end. */
export function judgeEffects({ simulator, stored, isPlacementUnknown }: EffectEvidence): string[] {
  const { variants } = simulator.store;
  const orders = Map.groupBy(simulator.store.orders.values(), each => each.sourceIdentifier);
  return [...stored.sales.values()].flatMap(sale => {
    const faults: string[] = [];
    for (const { key, submission } of effectsOf(sale))
      if (submission.state === 'waiting') faults.push(`effect ${key} waits in the end`);
    if (sale.submission?.state !== 'accepted' || isPlacementUnknown(sale.id)) return faults;
    const [order] = orders.get(sale.id) ?? [];
    // Shopify no longer says which goods those of a deleted variant were, and keeps no stock of them.
    const there = new Set(
      order?.lines.filter(each => variants.has(each.variantId ?? '')).map(each => each.id),
    );
    const elsewhere = (order?.fulfillments ?? []).some(
      ({ locationId, lines }) =>
        locationId !== undefined &&
        locationId !== sale.locationId &&
        lines.some(({ lineId }) => there.has(lineId)),
    );
    if (elsewhere && effectsOf(sale).length === 0)
      faults.push(`sale ${sale.id} was taken from elsewhere, and no correction was begun`);
    return faults;
  });
}

/** What a sale's order took, and its corrections did not undo, by level: instead of all at the sale's own location. */
export function notCorrected(sale: Sale): ReadonlyMap<string, number> {
  const units = new Map<string, number>();
  for (const { changes, submission } of effectsOf(sale))
    if (submission.state !== 'accepted' && !wasMadeBefore(submission))
      for (const { inventoryItemId, locationId, delta } of changes) {
        const id = inventoryLevelId(inventoryItemId, locationId);
        units.set(id, (units.get(id) ?? 0) - delta);
      }
  return units;
}

/** Items whose stock is unknown: a correction may have been made before the server's mirror was restored. */
export function perhapsCorrected(sale: Sale): string[] {
  return effectsOf(sale).flatMap(({ changes, submission }) =>
    submission.state === 'refused' && submission.reason === perhapsMadeReason
      ? changes.map(each => each.inventoryItemId)
      : [],
  );
}

function wasMadeBefore(submission: ReturnType<typeof effectsOf>[number]['submission']): boolean {
  return submission.state === 'resolved' && submission.note === madeBeforeNote;
}

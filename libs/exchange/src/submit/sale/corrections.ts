import { createHash } from 'node:crypto';
import { stored } from '@tidemark/conflict';
import type { Moved } from '@tidemark/mirror';
import { effectsOf, mostStockChanges, type Sale, type StockCorrection } from '@tidemark/schema';
import type { Placement } from './placement.ts';

type Change = StockCorrection['changes'][number];
type Misplaced = NonNullable<Placement['misplaced']>;

/**
 * [T23] The corrections of Shopify's stock for goods that left another location than the sale's: back at the one, taken
 * at the other, as far as a variant's item is known. Goods that left no location are left to a person. Equal for an equal
 * placement, so that a correction that is made up again, after a restore, has the same key and content.
 */
export function correctionsOf(
  sale: Pick<Sale, 'id' | 'locationId' | 'lines'>,
  misplaced: Misplaced,
): StockCorrection[] {
  return inParts(changesByItem(sale, misplaced)).map((changes, n) => ({
    kind: 'stock-correction',
    key: keyOf(sale.id, n + 1),
    changes,
    submission: stored,
  }));
}

/**
 * [T23] The acceptance of a sale's order, with the corrections that follow from it. Those that the sale has already, from
 * before a restore, are kept as they are; an acceptance that was stored before begins none.
 */
export function withCorrections(moved: Moved, sale: Sale, misplaced: Misplaced): Moved {
  const known = effectsOf(sale);
  const fresh =
    sale.submission?.state === 'accepted'
      ? []
      : correctionsOf(sale, misplaced).filter(each => known.every(({ key }) => key !== each.key));
  return fresh.length === 0 ? moved : { ...moved, effects: [...known, ...fresh] };
}

/** The changes of each item, which sum up to nothing; in an order that depends on ids alone. */
function changesByItem(
  { locationId: here, lines }: Pick<Sale, 'locationId' | 'lines'>,
  misplaced: Misplaced,
): Change[][] {
  const itemOf = new Map(lines.map(each => [each.variantId, each.inventoryItemId]));
  const units = new Map<string, { readonly item: Item; readonly at: Map<string, number> }>();
  for (const { variantId, quantity, locationId } of misplaced) {
    const inventoryItemId = itemOf.get(variantId);
    if (locationId === null || locationId === here || !inventoryItemId) continue;
    const own = units.get(inventoryItemId) ?? { item: { inventoryItemId, variantId }, at: new Map() };
    own.at.set(locationId, (own.at.get(locationId) ?? 0) + quantity);
    units.set(inventoryItemId, own);
  }
  return [...units.values()]
    .sort((a, b) => order(a.item.inventoryItemId, b.item.inventoryItemId))
    .map(({ item, at }) => {
      const back = [...at].sort(([a], [b]) => order(a, b));
      const sum = back.reduce((total, [, quantity]) => total + quantity, 0);
      const taken = { ...item, locationId: here, delta: -sum };
      return [...back.map(([locationId, delta]) => ({ ...item, locationId, delta })), taken];
    });
}

type Item = Pick<Change, 'inventoryItemId' | 'variantId'>;

/** As few requests as Shopify's limit allows, without splitting an item; one at more locations than fit is left out. */
function inParts(items: readonly (readonly Change[])[]): Change[][] {
  const parts: Change[][] = [];
  for (const changes of items) {
    if (changes.length > mostStockChanges) continue;
    const last = parts.at(-1);
    if (last && last.length + changes.length <= mostStockChanges) last.push(...changes);
    else parts.push([...changes]);
  }
  return parts;
}

/** Ids that another program gave its sales may be longer, or have other characters, than a key may. */
function keyOf(saleId: string, part: number): string {
  const name = /^[A-Za-z0-9-]{1,48}$/.test(saleId) ? saleId : hashed(saleId);
  return `${name}-stock-${part}`;
}

function hashed(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 40);
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

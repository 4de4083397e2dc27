import { isForSale, type Product, type Settings } from '@tidemark/schema';
import { compareByTitle } from '../catalogue/catalogue-listing.ts';

/** A product of the first screen: enough to know its place without reading it. */
export interface Listed {
  readonly id: string;
  readonly title: string;
  /** The characters of its JSON. */
  readonly size: number;
  /** The record that holds it. */
  readonly slot: number;
}

/** What the first screen holds, without the products themselves. */
export interface ScreenHead {
  readonly settings: Settings | undefined;
  /** How many products are for sale in all. */
  readonly total: number;
  /** The first products by title, in their order. */
  readonly listed: readonly Listed[];
  /** Whether all products for sale are listed. Otherwise all up to the last listed title are. */
  readonly isAll: boolean;
  /** The location whose stock is kept with the products. */
  readonly locationId: string | undefined;
}

/** A product as it was stored until now, and as it will be; undefined where it is not stored. */
export interface ProductChange {
  readonly id: string;
  readonly before: Product | undefined;
  readonly after: Product | undefined;
}

/** How much a first screen lists. */
export interface ScreenBounds {
  readonly mostProducts: number;
  /** Screens are read before everything else: products with thousands of variants must not make that slow. */
  readonly mostCharacters: number;
  /** So many are listed however large they are. */
  readonly fewestProducts: number;
}

/** Twice the products that a large screen shows, so that half of them may go before the screen is read anew. */
export const screenBounds: ScreenBounds = {
  mostProducts: 120,
  mostCharacters: 2_000_000,
  fewestProducts: 8,
};

/** The first screen of a till that holds nothing. */
export function emptyHead(locationId: string | undefined): ScreenHead {
  return { settings: undefined, total: 0, listed: [], isAll: true, locationId };
}

/** The first screen after products changed; the same object where nothing of it did. */
export function headAfter(
  head: ScreenHead,
  changes: readonly ProductChange[],
  bounds = screenBounds,
): ScreenHead {
  let { total, listed, isAll } = head;
  let ids = new Set(listed.map(({ id }) => id));
  for (const { id, before, after } of changes) {
    const is = after && isForSale(after) ? after : undefined;
    total += (is ? 1 : 0) - (before && isForSale(before) ? 1 : 0);
    // What comes after the last was never read, even where the last goes now.
    const isListed = is && (isAll || isUpTo(is, listed.at(-1)));
    if (!isListed && !ids.has(id)) continue;
    const known = listed.find(each => each.id === id);
    const others = listed.filter(each => each !== known);
    const next = isListed ? withProduct(others, is, known?.slot ?? freeSlot(others)) : others;
    listed = firstOf(next, bounds);
    isAll &&= listed === next;
    ids = new Set(listed.map(each => each.id));
  }
  return total === head.total && listed === head.listed ? head : { ...head, total, listed, isAll };
}

/** Lists these products, the first by title of `total`. What is listed already stays in its slot. */
export function headOf(
  head: ScreenHead,
  products: readonly Product[],
  rest: Pick<ScreenHead, 'settings' | 'total' | 'locationId'>,
  bounds = screenBounds,
): ScreenHead {
  const slots = new Map(head.listed.map(each => [each.id, each.slot]));
  let listed: readonly Listed[] = products.flatMap(product => {
    const slot = slots.get(product.id);
    return slot === undefined ? [] : [listedAs(product, slot)];
  });
  for (const product of products)
    if (!slots.has(product.id)) listed = withProduct(listed, product, freeSlot(listed));
  const kept = firstOf([...listed].sort(compareByTitle), bounds);
  return { ...rest, listed: kept, isAll: kept.length === rest.total };
}

function isUpTo(product: Product, last: Listed | undefined): boolean {
  return last !== undefined && compareByTitle(product, last) <= 0;
}

function withProduct(listed: readonly Listed[], product: Product, slot: number): readonly Listed[] {
  const entry = listedAs(product, slot);
  const at = listed.findIndex(each => compareByTitle(entry, each) < 0);
  return listed.toSpliced(at < 0 ? listed.length : at, 0, entry);
}

function listedAs(product: Product, slot: number): Listed {
  return { id: product.id, title: product.title, size: JSON.stringify(product).length, slot };
}

/** As many as there is room for; the same list where that is all. */
function firstOf(listed: readonly Listed[], bounds: ScreenBounds): readonly Listed[] {
  let size = 0;
  const end = listed.findIndex((each, index) => {
    size += each.size;
    return index >= bounds.mostProducts || (index >= bounds.fewestProducts && size > bounds.mostCharacters);
  });
  return end < 0 ? listed : listed.slice(0, end);
}

function freeSlot(listed: readonly Listed[]): number {
  const taken = new Set(listed.map(({ slot }) => slot));
  for (let slot = 0; ; slot++) if (!taken.has(slot)) return slot;
}

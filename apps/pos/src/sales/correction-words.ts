import type { CorrectionView } from '@tidemark/elements/sales/sale-details';
import { msg, numberText, str } from '@tidemark/elements/language';
import type { Sale } from '@tidemark/schema';
import type { CorrectionEntry, SaleEntry } from '@tidemark/till';
import { wayWords, wishesFor } from './way-words.ts';

/** The names of locations, by their ids. */
export type LocationNames = ReadonlyMap<string, string>;

/** What the locations and the items of a sale are called. */
export interface SaleNames {
  /** The sale's own location. */
  readonly here: string;
  readonly locationOf: (id: string) => string;
  readonly itemOf: (variantId: string | null) => string;
}

export function saleNames(sale: Sale, locations: LocationNames): SaleNames {
  return {
    here: locations.get(sale.locationId) ?? msg('the location of the sale'),
    locationOf: id => locations.get(id) ?? msg('another location'),
    itemOf: variantId => {
      const line = sale.lines.find(each => each.variantId === variantId);
      return [line?.title ?? msg('an item'), line?.variantTitle].filter(Boolean).join(', ');
    },
  };
}

/** The corrections of Shopify's stock because of a sale, in words, with what a person can decide about each. */
export function correctionViews(
  { sale, corrections }: Pick<SaleEntry, 'sale' | 'corrections'>,
  locations: LocationNames,
): readonly CorrectionView[] {
  const names = saleNames(sale, locations);
  return corrections.map(({ key, changes, way }) => ({
    key,
    words: correctionWords(way, goodsWords(changes, names)),
    tone: wayWords(way).tone,
    wishes: wishesFor(way),
  }));
}

function correctionWords(way: CorrectionEntry['way'], goods: string): string {
  switch (way.at) {
    case 'shopify':
      return msg(str`Stock corrected in Shopify: ${goods}.`);
    case 'refused':
      return msg(str`Stock not corrected in Shopify: ${goods}. ${way.reason}`);
    case 'resolved':
      return msg(str`Stock correction resolved: ${goods}. ${way.note}`);
    default:
      return msg(str`Shopify’s stock is being corrected: ${goods}.`);
  }
}

/** From where the goods are taken now, and from where Shopify had taken them. */
function goodsWords(changes: CorrectionEntry['changes'], { here, locationOf, itemOf }: SaleNames): string {
  return changes
    .filter(({ delta }) => delta > 0)
    .map(({ variantId, locationId, delta }) =>
      msg(str`${numberText(delta)} × ${itemOf(variantId)} from ${here} instead of ${locationOf(locationId)}`),
    )
    .join('; ');
}

/** What the list says of a sale's corrections that are not made yet; '' for none. */
export function correctionMark(corrections: SaleEntry['corrections']): string {
  if (corrections.some(({ way }) => way.at === 'refused')) return msg('stock not corrected');
  return corrections.some(({ way }) => way.at === 'server') ? msg('stock is being corrected') : '';
}

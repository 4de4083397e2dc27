import { isShort, mustNotBeSold, type SaleStop } from '@tidemark/schema';
import type { DraftLine, SaleDraft, Sellable, Till } from '@tidemark/till';

type Asked = Pick<Till['catalogue'], 'sellablesOf'>;

/** Of a card, a variant or a line: why it is not sold plainly, in the fewest words. */
export const stopMarks: Readonly<Record<SaleStop, string>> = {
  archived: 'archived',
  draft: 'a draft',
  unlisted: 'unlisted',
  'not-published': 'not on this channel',
  'gift-card': 'gift card',
  'selling-plan': 'subscription only',
  bundle: 'bundle',
  'not-at-location': 'not stocked here',
};

/** Why a line of a cart should not be sold as it is, in Shopify's eyes: what it has become, after "is". */
const stopSentences: Readonly<Record<SaleStop, string>> = {
  archived: 'archived in Shopify',
  draft: 'a draft in Shopify',
  unlisted: 'unlisted in Shopify',
  'not-published': 'not published to this sales channel',
  'gift-card': 'a gift card, which this till cannot issue',
  'selling-plan': 'sold by subscription only',
  bundle: 'a bundle, whose parts are sold one by one',
  'not-at-location': 'not stocked at this location',
};

/**
 * What a cashier should know of a line before it is paid ([SL2], [SL3]): '' where there is nothing. What this till does not hold is
 * not judged.
 */
export function lineWarning(line: DraftLine, draft: Pick<SaleDraft, 'lines'>, catalogue: Asked): string {
  const now = variantOf(line, catalogue);
  if (!now) return '';
  if (now.stop) return `Now ${stopSentences[now.stop]}.`;
  return shortWords(now, draft);
}

/** Fewer left than all lines of it want, of what Shopify does not sell below zero; '' otherwise. */
export function shortWords({ variant, available }: Sellable, { lines }: Pick<SaleDraft, 'lines'>): string {
  const own = lines.filter(({ item }) => item.variantId === variant.id);
  const quantity = own.reduce((sum, each) => sum + each.quantity, 0);
  if (available === undefined || !isShort(variant, available, quantity)) return '';
  if (available <= 0) return 'None left by the count.';
  return `Only ${available.toLocaleString()} left by the count.`;
}

/** Why a cart cannot be paid for: what a plain sale would sell wrongly has to be taken out first. */
export function cartTrouble({ lines }: Pick<SaleDraft, 'lines'>, catalogue: Asked): string | undefined {
  for (const line of lines) {
    const stop = variantOf(line, catalogue)?.stop;
    if (stop && mustNotBeSold(stop))
      return `${line.item.title} is ${stopSentences[stop]}. Take it out of the cart.`;
  }
  return undefined;
}

/** What is told once more where the money is taken: lines that were hidden, or left a location, since they were added. */
export function paymentWarning({ lines }: Pick<SaleDraft, 'lines'>, catalogue: Asked): string {
  return lines
    .flatMap(line => {
      const stop = variantOf(line, catalogue)?.stop;
      return stop ? [`${line.item.title} is now ${stopSentences[stop]}.`] : [];
    })
    .join(' ');
}

function variantOf({ item }: DraftLine, catalogue: Asked): Sellable | undefined {
  const { productId, variantId } = item;
  if (productId === null || variantId === null) return undefined;
  return catalogue.sellablesOf(productId).find(({ variant }) => variant.id === variantId);
}

import { msg, numberText, str } from '@tidemark/elements/language';
import { isShort, mustNotBeSold, type SaleStop } from '@tidemark/schema';
import type { DraftLine, SaleDraft, Sellable } from '@tidemark/till';

/** Variants as they are now, by their ids. */
type Variants = ReadonlyMap<string, Sellable>;

/** Why a card, a variant or a line is not sold plainly, in the fewest words. */
export const stopMarks: Readonly<Record<SaleStop, string>> = {
  get archived() {
    return msg('archived');
  },
  get draft() {
    return msg('a draft');
  },
  get unlisted() {
    return msg('unlisted');
  },
  get 'not-published'() {
    return msg('not on this channel');
  },
  get 'gift-card'() {
    return msg('gift card');
  },
  get 'selling-plan'() {
    return msg('subscription only');
  },
  get bundle() {
    return msg('bundle');
  },
  get 'not-at-location'() {
    return msg('not stocked here');
  },
};

/** Why a line of a cart should not be sold as it is, for Shopify: what it has become, after "is". */
const stopSentences = (): Readonly<Record<SaleStop, string>> => ({
  archived: msg('archived in Shopify'),
  draft: msg('a draft in Shopify'),
  unlisted: msg('unlisted in Shopify'),
  'not-published': msg('not published to this sales channel'),
  'gift-card': msg('a gift card, which this till cannot issue'),
  'selling-plan': msg('sold by subscription only'),
  bundle: msg('a bundle, whose parts are sold one by one'),
  'not-at-location': msg('not stocked at this location'),
});

/**
 * What a cashier should know of a line before it is paid ([SL2], [SL3]); '' for nothing. The till does not judge what
 * it does not hold.
 */
export function lineWarning(line: DraftLine, draft: Pick<SaleDraft, 'lines'>, variants: Variants): string {
  const now = variantOf(line, variants);
  if (!now) return '';
  if (now.stop) return msg(str`Now ${stopSentences()[now.stop]}.`);
  return shortWords(now, draft);
}

/** Says that fewer are left than all lines want of something that Shopify does not sell below zero; '' otherwise. */
export function shortWords({ variant, available }: Sellable, { lines }: Pick<SaleDraft, 'lines'>): string {
  const own = lines.filter(({ item }) => item.variantId === variant.id);
  const quantity = own.reduce((sum, each) => sum + each.quantity, 0);
  if (available === undefined || !isShort(variant, available, quantity)) return '';
  if (available <= 0) return msg('None left by the count.');
  return msg(str`Only ${numberText(available)} left by the count.`);
}

/** Why a cart cannot be paid: what a plain sale would sell wrongly must be removed first. */
export function cartTrouble({ lines }: Pick<SaleDraft, 'lines'>, variants: Variants): string | undefined {
  for (const line of lines) {
    const stop = variantOf(line, variants)?.stop;
    if (stop && mustNotBeSold(stop))
      return msg(str`${line.item.title} is ${stopSentences()[stop]}. Take it out of the cart.`);
  }
  return undefined;
}

/** What is repeated when the money is taken: lines that were hidden, or left a location, since they were added. */
export function paymentWarning({ lines }: Pick<SaleDraft, 'lines'>, variants: Variants): string {
  return lines
    .flatMap(line => {
      const stop = variantOf(line, variants)?.stop;
      return stop ? [msg(str`${line.item.title} is now ${stopSentences()[stop]}.`)] : [];
    })
    .join(' ');
}

function variantOf({ item }: DraftLine, variants: Variants): Sellable | undefined {
  return item.variantId === null ? undefined : variants.get(item.variantId);
}

import type { PricedSale, Settings } from '@tidemark/schema';
import { priceDraft, taxTermsOf } from '../selling/price-draft.ts';
import type { SaleDraft } from '../selling/selling.ts';

/** What money needs to know beside the draft. */
export interface MoneyTerms {
  /** Undefined: not read yet; then prices are without taxes. */
  readonly settings: Settings | undefined;
  /** Whether the draft's customer pays no taxes. */
  readonly isExempt: boolean;
}

/**
 * The priced sale of a draft, by the arithmetic that rings it up. A page computes it by itself: a cart shows its total
 * with the tap that changed it. @throws RangeError where money does not work out.
 */
export function quote(draft: SaleDraft, { settings, isExempt }: MoneyTerms): PricedSale {
  return priceDraft(draft, taxTermsOf(settings, isExempt));
}

import type { Effect } from '../documents/effect.ts';
import type { Submitted } from '../documents/records.ts';
import type { Sale } from '../documents/sale.ts';

/** What a sale changes in Shopify besides its order, in the order in which it is done; empty: nothing. */
export function effectsOf({ effects }: Pick<Sale, 'effects'>): readonly Effect[] {
  return effects ?? [];
}

/** What became of a record, or of the effect of a sale with this key; undefined: there is no such thing. */
export function lifeOf(
  document: (Pick<Submitted, 'submission'> & Pick<Sale, 'effects'>) | undefined,
  effect: string | undefined,
): Submitted['submission'] | undefined {
  if (effect === undefined) return document?.submission;
  return effectsOf(document ?? {}).find(({ key }) => key === effect)?.submission;
}

import type { TenderRules } from './tender-rules.ts';

/** A card on a terminal that Tidemark does not talk to: the cashier says that it was paid. */
export const externalCard: TenderRules<'external-card'> = {
  kind: 'external-card',
  givesChange: false,
  hasReference: true,
};

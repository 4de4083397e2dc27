import { cash } from './cash.ts';
import { externalCard } from './external-card.ts';

/** In the order in which a cashier is offered them. */
const rules = { cash, 'external-card': externalCard } as const;

/** The ways to pay, by the name that a sale has for them. */
export type TenderKind = keyof typeof rules;

/** All ways to pay, in the order in which a cashier is offered them. */
export const tenderKinds = Object.keys(rules) as readonly TenderKind[];

/** The rules of one way to pay. */
export function tenderRules(kind: TenderKind): (typeof rules)[TenderKind] {
  return rules[kind];
}

import { cash } from './cash.ts';
import { externalCard } from './external-card.ts';

const all = [cash, externalCard] as const;

/** The ways to pay, by the name that a sale has for them. */
export type TenderKind = (typeof all)[number]['kind'];

/** All ways to pay, in the order in which a cashier is offered them. */
export const tenderKinds: readonly [TenderKind, ...TenderKind[]] = [cash.kind, externalCard.kind];

/** The rules of one way to pay. */
export function tenderRules(kind: TenderKind): (typeof all)[number] {
  const found = all.find(each => each.kind === kind);
  if (!found) throw new Error(`there is no tender ${String(kind)}`);
  return found;
}

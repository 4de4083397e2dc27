import { effectsOf, type Effect, type Sale } from '@tidemark/schema';
import { mergeEffects } from '../submission/effects.ts';
import { compareSubmissions } from '../submission/submission.ts';

/** [J25] What a person reads at a correction that is known to be made. */
export const madeBeforeNote = 'It was made before the server’s store was restored.';

/** [J25] What a person reads at a correction that may have been made. */
export const perhapsMadeReason =
  'It may have been made before the server’s store was restored. Look into the item’s inventory history in Shopify: ' +
  'if the correction is there, resolve it, otherwise send it again.';

/** More than a server ever sends; a number beyond it was made up. */
const mostSendings = 1_000_000;

/**
 * [J25] The effects to store of a pushed sale. What the server's copy says stands. A till that knows more knew it before
 * the server's store was restored, and what was made then must not be made again: what is settled is resolved, what was
 * tried waits for a person, and what was never tried is left out, since the server makes it anew from what Shopify
 * says.
 */
export function toldEffects(pushed: Sale, current: Sale | undefined): Effect[] {
  const known = new Map(current ? effectsOf(current).map(each => [each.key, each]) : []);
  const news = soundEffects(pushed).filter(({ key, submission }) => {
    const its = known.get(key)?.submission;
    return its === undefined || compareSubmissions(submission, its) > 0;
  });
  // The server's own content of a key stands, whatever the till says.
  const adopted = news.flatMap(each =>
    adopt({ ...each, changes: known.get(each.key)?.changes ?? each.changes }),
  );
  const stored = current ? effectsOf(current) : [];
  return adopted.length === 0 ? [...stored] : mergeEffects(stored, adopted);
}

function adopt(effect: Effect): Effect[] {
  const { submission } = effect;
  switch (submission.state) {
    case 'accepted':
      return [{ ...effect, submission: { state: 'resolved', sending: 1, note: madeBeforeNote } }];
    case 'resolved':
      return [effect];
    default: {
      const { sending, attempts } = submission;
      const reason = perhapsMadeReason;
      return attempts > 0 ? [{ ...effect, submission: { state: 'refused', sending, attempts, reason } }] : [];
    }
  }
}

/**
 * [J26] The effects that a server can have made of this sale: they take what it sold from its own location instead of
 * others, and no more than that. A till does not sign its effects, so others are left out.
 */
export function soundEffects(sale: Sale): Effect[] {
  const left = new Map<string, number>();
  for (const { inventoryItemId: id, quantity } of sale.lines)
    if (id !== null) left.set(id, (left.get(id) ?? 0) + quantity);
  const keys = new Set<string>();
  return effectsOf(sale).filter(effect => {
    const taken = takenHere(sale, effect);
    const fits = taken !== undefined && [...taken].every(([id, units]) => units <= (left.get(id) ?? 0));
    if (!fits || keys.has(effect.key)) return false;
    keys.add(effect.key);
    for (const [id, units] of taken) left.set(id, (left.get(id) ?? 0) - units);
    return true;
  });
}

/** How many units of each item an effect takes from the sale's location; undefined if it does anything else. */
function takenHere(sale: Sale, { changes, submission }: Effect): ReadonlyMap<string, number> | undefined {
  if (submission.state !== 'accepted' && submission.sending > mostSendings) return undefined;
  const [taken, balance] = [new Map<string, number>(), new Map<string, number>()];
  for (const { inventoryItemId: id, variantId, locationId, delta } of changes) {
    const isSold = sale.lines.some(each => each.inventoryItemId === id && each.variantId === variantId);
    const isHere = locationId === sale.locationId;
    if (!isSold || (isHere ? delta >= 0 : delta <= 0)) return undefined;
    if (isHere) taken.set(id, (taken.get(id) ?? 0) - delta);
    balance.set(id, (balance.get(id) ?? 0) + delta);
  }
  return [...balance.values()].every(each => each === 0) ? taken : undefined;
}

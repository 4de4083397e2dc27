import { mustNotBeSold, nearestStop, type SaleStop } from '@tidemark/schema';
import { reasonOf } from '../api/reason.ts';
import type { ScanResult } from '../api/till.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Wire } from '../wire/wire.ts';
import { WireError } from '../wire/wire-error.ts';

export interface ScanParts {
  readonly catalogue: Catalogue;
  readonly wire: Wire;
  /** When this till was last verified; undefined before the first time. */
  readonly knowledgeFrom: number | undefined;
  /** Brings these products into the catalogue now, as the mirror had them at this head. */
  readonly bring: (productIds: readonly string[], head: string) => Promise<unknown>;
}

/**
 * Finds a code in the catalogue, else asks the server why it is not there; what can be sold is brought here at once. A
 * failure on the way is a result. A variant that is here and may not be sold says why by itself ([T65]): at once where
 * no answer could differ, else where there is no answer.
 */
export async function scanCode(code: string, parts: ScanParts): Promise<ScanResult> {
  const here = parts.catalogue.find(code);
  if (here.length > 1) return { kind: 'several', sellables: here };
  if (here[0]) return { kind: 'found', sellable: here[0] };
  const withheld = whyWithheld(code, parts);
  // A gift card stays one, and so do bundles and subscriptions; a product that is merely hidden may have been shown
  // meanwhile.
  if (withheld && mustNotBeSold(withheld.cause)) return withheld;
  const result = await asked(code, parts);
  const isUnknown = result.kind === 'not-found' && result.cause === 'not-in-shopify';
  if (!isUnknown && result.kind !== 'offline') return result;
  // No product has the whole code, so it may be a label that a scale printed. The till asks the shop before it guesses
  // that.
  const labelled = parts.catalogue.findLabelled(code);
  return labelled.length > 0 ? { kind: 'label', sellables: labelled } : result;
}

async function asked(code: string, parts: ScanParts): Promise<ScanResult> {
  try {
    return await lookUp(code, parts);
  } catch (error) {
    // What came meanwhile counts, for example while a till opens.
    const known = whyWithheld(code, parts);
    if (known) return known;
    if (error instanceof WireError && error.code === 'offline')
      return { kind: 'offline', silence: error.silence, knowledgeFrom: parts.knowledgeFrom };
    return { kind: 'refused', reason: reasonOf(error) };
  }
}

/** Why this till itself does not sell the variants with this code; undefined where it has none. */
function whyWithheld(
  code: string,
  { catalogue }: ScanParts,
): (Extract<ScanResult, { kind: 'not-found' }> & { readonly cause: SaleStop }) | undefined {
  const withheld = catalogue.withheld(code);
  const cause = nearestStop(withheld.flatMap(each => each.stop ?? []));
  if (cause === undefined) return undefined;
  const titles = withheld.filter(each => each.stop === cause).map(each => each.product.title);
  return { kind: 'not-found', cause, deletedAt: null, titles: [...new Set(titles)] };
}

async function lookUp(code: string, parts: ScanParts): Promise<ScanResult> {
  const answer = await parts.wire.lookup(code);
  const titles = answer.matches.map(each => each.title);
  if (answer.cause !== 'in-mirror' && answer.cause !== 'was-missing-in-mirror')
    return {
      kind: 'not-found',
      cause: answer.cause,
      deletedAt: answer.deletedAt,
      titles,
      ...(answer.reason === undefined ? {} : { reason: answer.reason }),
    };
  const bring = () =>
    parts.bring(
      answer.matches.map(each => each.productId),
      answer.heads.products,
    );
  // The server just said that it has them: after one lost answer the till asks again, before the cashier hears of it.
  await bring().catch((error: unknown) => {
    if (!(error instanceof WireError)) throw error;
    return bring();
  });
  // Until this location's levels have come here, the server knows better what it stocks.
  const late = parts.catalogue.withheld(code).filter(each => each.stop === 'not-at-location');
  const [sellable] = [...parts.catalogue.find(code), ...late];
  if (!sellable) return { kind: 'not-found', cause: answer.cause, deletedAt: null, titles };
  return { kind: 'repaired', sellable, missingIn: answer.cause === 'in-mirror' ? 'till' : 'mirror' };
}

import type { Settings } from '@tidemark/schema';
import type { CustomerEntry, SaleDraft, Sellable } from '@tidemark/till';
import type { MoneyTerms, PageCatalogue, PageSelling, PageTill, VariantRef } from '@tidemark/till/page';
import { combineLatest, firstValueFrom, of, type Observable } from 'rxjs';
import { isEmpty } from './draft.ts';

/** Which variants and customers a page asks a till for. */
export interface FactsQuestion {
  readonly variants: readonly VariantRef[];
  readonly customers: readonly string[];
}

/** What money and warnings need to know beside a draft. */
export interface DraftFacts {
  /** What was asked for: of the rest, nothing is known. */
  readonly question: FactsQuestion;
  /** The variants as they are now, by their ids. */
  readonly variants: ReadonlyMap<string, Sellable>;
  readonly customers: ReadonlyMap<string, CustomerEntry>;
  /** Undefined: the till has not read them yet. */
  readonly settings: Settings | undefined;
}

/** A draft, and what the till knows of it. */
export interface KnownDraft {
  readonly draft: SaleDraft;
  readonly facts: DraftFacts;
}

/** What is known before the till has answered. */
export const noFacts: DraftFacts = {
  question: { variants: [], customers: [] },
  variants: new Map(),
  customers: new Map(),
  settings: undefined,
};

/** The parts of a till that tell them. */
export interface FactsTill extends Pick<PageTill, 'settings$'> {
  readonly catalogue: Pick<PageCatalogue, 'variants$'>;
  readonly selling: Pick<PageSelling, 'customersById$'>;
}

type DraftCustomer = Pick<SaleDraft, 'customerId'>;

/** What to ask for a draft, with other customers. */
export function factsQuestion(
  draft: SaleDraft,
  ...others: readonly (string | null | undefined)[]
): FactsQuestion {
  return { variants: variantsOf(draft), customers: idsOf([draft.customerId, ...others]) };
}

/** What to ask for the money of drafts with these customers. */
export function moneyQuestion(customers: readonly (string | null)[]): FactsQuestion {
  return { variants: [], customers: idsOf(customers) };
}

/** What a till knows of this, now and after each change. */
export function draftFacts$(
  { catalogue, selling, settings$ }: FactsTill,
  question: FactsQuestion,
): Observable<DraftFacts> {
  const { variants, customers } = question;
  return combineLatest({
    question: of(question),
    variants: variants.length === 0 ? of(new Map<string, Sellable>()) : catalogue.variants$(variants),
    customers:
      customers.length === 0 ? of(new Map<string, CustomerEntry>()) : selling.customersById$(customers),
    settings: settings$,
  });
}

/** Whether the till has answered all that decides what a draft costs. */
export function knowsMoney(
  facts: DraftFacts | undefined,
  { customerId }: DraftCustomer,
): facts is DraftFacts {
  return facts !== undefined && (customerId === null || facts.question.customers.includes(customerId));
}

/** Whether the till has answered about all that is in this draft. */
export function knowsAll(facts: DraftFacts | undefined, draft: SaleDraft): facts is DraftFacts {
  if (!knowsMoney(facts, draft)) return false;
  const known = new Set(facts.question.variants.map(({ variantId }) => variantId));
  return variantsOf(draft).every(({ variantId }) => known.has(variantId));
}

/** All that the till knows of a draft, once it has answered. `known`: what it answered so far. */
export async function factsOf(
  draft: () => SaleDraft,
  till: FactsTill,
  known: DraftFacts | undefined,
): Promise<DraftFacts> {
  let facts = known;
  // The draft may change while the till answers.
  while (!knowsAll(facts, draft())) facts = await firstValueFrom(draftFacts$(till, factsQuestion(draft())));
  return facts;
}

/** What to show of a cart: its draft once it is known what it costs, and what was shown before until then. */
export function draftToShow(
  draft: SaleDraft | undefined,
  facts: DraftFacts | undefined,
  before: KnownDraft | undefined,
): KnownDraft | undefined {
  if (!draft) return undefined;
  if (knowsMoney(facts, draft)) return { draft, facts };
  return isEmpty(draft) ? { draft, facts: noFacts } : before;
}

/** By what the money of a draft is worked out. */
export function termsOf({ customerId }: DraftCustomer, { customers, settings }: DraftFacts): MoneyTerms {
  const customer = customerId === null ? undefined : customers.get(customerId);
  return { settings, isExempt: customer?.taxExempt ?? false };
}

/** Each variant once: lines at two prices are of one. */
function variantsOf({ lines }: Pick<SaleDraft, 'lines'>): readonly VariantRef[] {
  const refs = new Map<string, VariantRef>();
  for (const { item } of lines) {
    const { productId, variantId } = item;
    if (productId !== null && variantId !== null) refs.set(variantId, { productId, variantId });
  }
  return [...refs.values()].sort((a, b) => (a.variantId < b.variantId ? -1 : 1));
}

function idsOf(ids: readonly (string | null | undefined)[]): readonly string[] {
  return [...new Set(ids.filter(id => id != null))].sort();
}

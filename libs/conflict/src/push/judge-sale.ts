import { isInJournal, sealDefect } from '@tidemark/journal';
import { beginningOf, effectsOf, type Flaw, type Sale } from '@tidemark/schema';
import { isSameContent } from '../later.ts';
import { stored } from '../submission/submission.ts';
import { isSameWriting } from '../written-once.ts';
import { flawsOf, flawWords, type StoredFacts } from './flaws.ts';
import { toldEffects } from './told-effects.ts';
import { refuse, type Verdict } from './verdict.ts';
import { ownershipDefect, type Seal, type Writer } from './writer.ts';

/** A person reads the beginning. */
const longestReason = 2_000;

/**
 * Judges a sale. A new one is stored: it waits for Shopify, or with flaws for a person. A known one stays as it is,
 * except that its personal data may be erased, and that its till may know effects that a restored server lost ([J25]).
 * `facts` are those of a new sale; undefined if none are checked.
 */
export function judgeSale(
  pushed: Sale,
  current: Sale | undefined,
  writer: Writer,
  facts: StoredFacts | undefined,
): Verdict<Sale> {
  const { flaws: _flaws, decided: _decided, effects: _effects, ...said } = pushed;
  const effects = toldEffects(pushed, current);
  const seal = isInJournal(said) ? writer.sealOf?.(said.journal) : undefined;
  const defect = ownershipDefect(said, writer, 'its-till') ?? journalDefect(said, seal, facts);
  if (defect) return defect;
  if (!current) {
    const document = { ...storedAnew(said, seal, writer, facts), ...(effects.length > 0 ? { effects } : {}) };
    return { kind: 'conflict', document, changed: true };
  }
  if (!isSameWriting(said, current)) return refuseOther(said);
  const isErased = said.details === null && Boolean(current.details);
  const isTold = !isSameContent({ effects }, { effects: effectsOf(current) });
  const isVouchedFor = seal === 'signed' && isOfUnknownKey(current);
  const document = {
    ...(isVouchedFor ? vouchedFor(current) : current),
    ...(isErased ? { details: null } : {}),
    ...(isTold ? { effects } : {}),
  };
  return {
    kind: isSameContent(pushed, document) ? 'accept' : 'conflict',
    document,
    changed: isErased || isTold || isVouchedFor,
  };
}

/** Why a record may not be in a journal, or must be in one. */
function journalDefect(
  sale: Sale,
  seal: Seal = 'not-signed',
  facts: StoredFacts | undefined,
): Verdict<never> | undefined {
  if (!isInJournal(sale))
    return sale.details === undefined
      ? undefined
      : refuse('does-not-fit', '/details belong to a record of a journal');
  const defect = sealDefect(sale);
  if (defect !== undefined) return refuse('does-not-fit', defect);
  if (seal === 'not-signed') return refuse('not-signed', `${sale.id} is not signed by its till’s key`);
  const owner = facts?.series?.tillId;
  if (owner !== undefined && owner !== sale.tillId)
    return refuse('another-till', `the series ${sale.journal.series} belongs to till ${owner}`);
  return undefined;
}

function storedAnew(
  sale: Sale,
  seal: Seal | undefined,
  { now, isTillBlocked = false }: Writer,
  facts: StoredFacts | undefined,
): Sale {
  const isKeyUnknown = seal === 'key-unknown';
  const flaws = facts ? flawsOf(sale, { ...facts, isTillBlocked, isKeyUnknown }, now) : [];
  if (flaws.length === 0) return { ...sale, submission: stored };
  // A restored server may have sent it before: an order that is found is a fact, and nothing else is sent ([J24]).
  const wasStored = sale.submission?.state === 'accepted' || sale.submission?.state === 'waiting';
  return { ...sale, flaws, submission: wasStored || isKeyUnknown ? stored : parked(flaws) };
}

/** Whether a sale is uncertain because nobody knew its till's key, and nobody decided about it ([J27]). */
export function isOfUnknownKey({ flaws, decided }: Pick<Sale, 'flaws' | 'decided'>): boolean {
  return !decided && flaws?.some(each => each.code === 'key-unknown') === true;
}

/** [J28] A sale whose till's key is known by now, and signed it: what is held back for that alone is sent. */
function vouchedFor(current: Sale): Sale {
  const { flaws = [], ...others } = current;
  const left = flaws.filter(each => each.code !== 'key-unknown');
  const isHeld = current.submission?.state === 'refused';
  if (left.length === 0) return isHeld ? { ...others, submission: stored } : others;
  return { ...others, flaws: left, ...(isHeld ? { submission: parked(left) } : {}) };
}

/** A flawed sale was not sent: nothing goes to Shopify before a person decides. */
function parked(flaws: readonly Flaw[]): Sale['submission'] {
  const reason = beginningOf(flawWords(flaws), longestReason);
  return { state: 'refused', sending: 1, attempts: 0, reason };
}

/** A signed record whose number another record has is kept: what is signed is never lost. */
function refuseOther(sale: Sale): Verdict<never> {
  if (!isInJournal(sale))
    return refuse('written-once', `${sale.id} is stored already, and says something else`);
  return {
    kind: 'refuse',
    code: 'written-once',
    message: 'another record has this number: this till’s data was copied to another machine; both are kept',
    keep: true,
  };
}

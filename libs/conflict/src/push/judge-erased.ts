import type { Cart, RecordName, RecordOf } from '@tidemark/schema';
import { eraseCart } from '../erase/erase-cart.ts';
import { eraseRecord } from '../erase/erase-record.ts';
import { isSameContent } from '../later.ts';
import type { Verdict } from './verdict.ts';

type AnyRecord = RecordOf[RecordName];
type Judge = (document: AnyRecord) => Verdict<AnyRecord>;

/**
 * Judges a record of a customer whose personal data were erased: it is judged, stored and answered without them. The till
 * is told so even where its record is otherwise what is stored.
 */
export function judgeErased(
  collection: RecordName,
  pushed: AnyRecord,
  current: AnyRecord | undefined,
  judge: Judge,
  now: number,
): Verdict<AnyRecord> {
  if (collection === 'carts') return withCartErased(judge(pushed), current as Cart | undefined, now);
  const said = eraseRecord(collection, pushed, now);
  const verdict = judge(said);
  if (verdict.kind === 'refuse' || said === pushed) return verdict;
  if (current || collection !== 'customerEdits') return { ...verdict, kind: 'conflict' };
  // A new edit waits for nothing: it is resolved from the beginning.
  return { ...verdict, kind: 'conflict', document: eraseRecord(collection, verdict.document, now) };
}

/** Merged first: the server's stamps must be later than those of both copies. */
function withCartErased(
  verdict: Verdict<AnyRecord>,
  current: Cart | undefined,
  now: number,
): Verdict<AnyRecord> {
  if (verdict.kind === 'refuse') return verdict;
  const document = eraseCart(verdict.document as Cart, now);
  if (document === verdict.document) return verdict;
  return { kind: 'conflict', document, changed: !current || !isSameContent(current, document) };
}

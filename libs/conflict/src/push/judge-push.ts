import {
  mostWrittenBytes,
  sizeDefect,
  type Cart,
  type CollectionName,
  type RecordName,
  type RecordOf,
  type Sale,
  type Submitted,
} from '@tidemark/schema';
import { owners } from '../policy.ts';
import { contentDefect } from './content-defect.ts';
import type { StoredFacts } from './flaws.ts';
import { judgeCart } from './judge-cart.ts';
import { judgeErased } from './judge-erased.ts';
import { judgeSale } from './judge-sale.ts';
import { judgeWrittenOnce } from './judge-written-once.ts';
import { refuse, type Verdict } from './verdict.ts';
import type { Writer } from './writer.ts';

/** A document as a till pushes it. */
export interface PushedState {
  readonly id: string;
  readonly _deleted: boolean;
}

/**
 * The server's verdict on one pushed row, given the stored document. Call it inside the transaction that stores the
 * verdict's document with its outbox row, before the push is answered. The state that the till assumed does not matter:
 * carts merge, and everything else is written once. `facts` are the store's about a sale that is new to it; without
 * them no flaws are looked for. `isErased`: the personal data of the row, or of its customer, were erased, and what it
 * says of them is dropped.
 */
export function judgePush(
  collection: CollectionName | RecordName,
  pushed: PushedState,
  current: RecordOf[RecordName] | undefined,
  writer: Writer,
  facts?: StoredFacts,
  isErased = false,
): Verdict<RecordOf[RecordName]> {
  if (!isRecord(collection)) return refuse('not-writable', `a till does not write ${collection}`);
  const { _deleted, ...document } = pushed;
  if (_deleted) return refuse('not-deletable', 'what a till wrote is never deleted');
  const excess = sizeDefect(JSON.stringify(document), mostWrittenBytes);
  if (excess !== undefined) return refuse('too-large', excess);
  const defect = contentDefect(collection, document);
  if (defect !== undefined) return refuse('does-not-fit', defect);
  const judge = (said: RecordOf[RecordName]) => judgeRecord(collection, said, current, writer, facts);
  const record = document as RecordOf[RecordName];
  return isErased ? judgeErased(collection, record, current, judge, writer.now ?? 0) : judge(record);
}

function judgeRecord(
  collection: RecordName,
  record: RecordOf[RecordName],
  current: RecordOf[RecordName] | undefined,
  writer: Writer,
  facts: StoredFacts | undefined,
): Verdict<RecordOf[RecordName]> {
  if (owners[collection] === 'every-till')
    return judgeCart(record as Cart, current as Cart | undefined, writer);
  return collection === 'sales'
    ? judgeSale(record as Sale, current as Sale | undefined, writer, facts)
    : judgeWrittenOnce(record as Submitted, current as Submitted | undefined, writer);
}

function isRecord(collection: CollectionName | RecordName): collection is RecordName {
  return owners[collection] !== 'shop';
}

import {
  mostWrittenBytes,
  sizeDefect,
  type Cart,
  type CollectionName,
  type RecordName,
  type RecordOf,
  type Submitted,
} from '@tidemark/schema';
import { owners } from '../policy.ts';
import { contentDefect } from './content-defect.ts';
import { judgeCart } from './judge-cart.ts';
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
 * carts merge, and everything else is written once.
 */
export function judgePush(
  collection: CollectionName | RecordName,
  pushed: PushedState,
  current: RecordOf[RecordName] | undefined,
  writer: Writer,
): Verdict<RecordOf[RecordName]> {
  if (!isRecord(collection)) return refuse('not-writable', `a till does not write ${collection}`);
  const { _deleted, ...document } = pushed;
  if (_deleted) return refuse('not-deletable', 'what a till wrote is never deleted');
  const excess = sizeDefect(JSON.stringify(document), mostWrittenBytes);
  if (excess !== undefined) return refuse('too-large', excess);
  const defect = contentDefect(collection, document);
  if (defect !== undefined) return refuse('does-not-fit', defect);
  return owners[collection] === 'every-till'
    ? judgeCart(document as Cart, current as Cart | undefined, writer)
    : judgeWrittenOnce(document as Submitted, current as Submitted | undefined, writer);
}

function isRecord(collection: CollectionName | RecordName): collection is RecordName {
  return owners[collection] !== 'shop';
}

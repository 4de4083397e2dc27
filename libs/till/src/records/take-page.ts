import { isOfUnknownKey, takeCart } from '@tidemark/conflict';
import { formatCheckpoint, type Checkpoint } from '@tidemark/protocol';
import { documentFits, type Cart, type RecordName, type Sale } from '@tidemark/schema';
import { contentHash, type Ledger } from './marks/ledger.ts';
import { markId } from './marks/marks.ts';
import { handlerOf, type RecordDocument } from './record-schemas.ts';
import { removeRetired } from './retirement.ts';
import type { StoredCollection } from './stored-collection.ts';

/** Documents as they arrive: each may be anything. */
export type Arrived = readonly { readonly id: string; readonly _deleted: boolean }[];

/** A page, sorted into what fits and what does not. */
export interface SortedPage {
  readonly documents: (RecordDocument & { _deleted: false })[];
  /** Ids of records that have left the tills. */
  readonly gone: readonly string[];
  /** Ids of documents that do not fit. */
  readonly odd: readonly string[];
}

/**
 * Sorts a page into what fits, what does not, and what has left the tills. What another shop wrote is no news.
 */
export function sorted(name: RecordName, arrived: Arrived, shop: string): SortedPage {
  const documents: SortedPage['documents'] = [];
  const [odd, gone]: [string[], string[]] = [[], []];
  for (const { _deleted, ...document } of arrived) {
    if (_deleted) {
      gone.push(document.id);
      continue;
    }
    const promised = document as unknown as RecordDocument;
    if (!documentFits(name, document)) odd.push(document.id);
    else if (promised.shop === shop) documents.push({ ...promised, _deleted: false });
  }
  return { documents, odd, gone };
}

/**
 * Looks for each document of a page in the storage. It writes what RxDB skipped (RxDB does so wherever something unsent
 * was in the way), by the rule that RxDB would have used, and removes what has left the tills. Only then the place moves.
 * Answers the ids of what was removed. `own`: the till that this browser is.
 * @throws where something is not stored: the place stays, and the page is asked for again.
 */
export async function settlePage(
  name: RecordName,
  page: Pick<SortedPage, 'gone'> & {
    readonly documents: readonly RecordDocument[];
    readonly checkpoint: Checkpoint;
  },
  collection: StoredCollection<RecordDocument>,
  ledger: Ledger,
  own: string | undefined,
): Promise<readonly string[]> {
  const { isEqual } = handlerOf(name);
  const latest = new Map(page.documents.map(({ ...each }) => [each.id, withoutMark(each)]));
  const stored = new Map((await collection.byIds([...latest.keys()])).map(each => [each.id, each]));
  const settled: RecordDocument[] = [];
  for (const [id, document] of latest) {
    const held = stored.get(id);
    const wanted = meet(name, document, held);
    const isThere = held !== undefined && isEqual(alive(held), alive(wanted));
    settled.push(
      isThere ? held : ((await collection.change(id, own => meet(name, document, own))) ?? wanted),
    );
    if (name === 'carts') await ledger.note(markId.acknowledged(id), { hash: contentHash(document as Cart) });
  }
  ledger.take(name, settled as never);
  await takenAfterAll(name, [...latest.keys(), ...page.gone], ledger);
  await vouchFor(name, [...latest.values()], ledger, own);
  const left = await removeRetired({ name, collection, ledger }, page.gone);
  const at = formatCheckpoint(page.checkpoint);
  const before = ledger.place(name);
  if (!before || formatCheckpoint(before) !== at) await ledger.note(markId.place(name), { at });
  return left;
}

/** [T113] The server has what it would not take from this till: nothing of it is owed any more, and nothing is parked. */
async function takenAfterAll(name: RecordName, ids: readonly string[], ledger: Ledger): Promise<void> {
  const taken = new Set(ids.filter(id => ledger.refusal(name, id) && ledger.owed(name).includes(id)));
  if (taken.size === 0) return;
  await ledger.changeOwed(name, owed => owed.filter(id => !taken.has(id)));
  for (const id of taken) await ledger.note(markId.refusal(name, id), {});
}

/**
 * [T114] This till's own records that another till brought to a server that did not know this one's key: the server learns
 * from this till, with its key, that they are its own.
 */
async function vouchFor(
  name: RecordName,
  documents: readonly RecordDocument[],
  ledger: Ledger,
  own: string | undefined,
): Promise<void> {
  if (name !== 'sales') return;
  const doubted = documents.filter(each => each.tillId === own && isOfUnknownKey(each as Sale));
  await ledger.owe(
    name,
    doubted.map(each => each.id),
  );
}

/** The result when the server's document meets this till's copy. */
export function meet(
  name: RecordName,
  server: RecordDocument,
  own: RecordDocument | undefined,
): RecordDocument {
  return own && name === 'carts' ? takeCart(server as Cart, own as Cart) : server;
}

function alive(document: RecordDocument): Cart & { _deleted: boolean } {
  return { ...(document as Cart), _deleted: false };
}

function withoutMark(document: RecordDocument & { _deleted?: boolean }): RecordDocument {
  const { _deleted, ...rest } = document;
  return rest as RecordDocument;
}

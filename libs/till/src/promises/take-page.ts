import { mergeCarts } from '@tidemark/conflict';
import { formatCheckpoint, type Checkpoint } from '@tidemark/protocol';
import { documentDefect, type Cart, type PromiseName } from '@tidemark/schema';
import { contentHash, type Ledger } from './ledger.ts';
import { markId } from './marks.ts';
import { handlerOf, type Promised } from './promise-schemas.ts';
import type { StoredCollection } from './stored-collection.ts';

/** Documents as they come: each may be anything. */
export type Arrived = readonly { readonly id: string; readonly _deleted: boolean }[];

/** Of a page, what fits: the rest is left out, and comes again when it fits. A promise is never deleted, so that is not news. */
export function fitting(
  name: PromiseName,
  documents: Arrived,
  shop: string,
): (Promised & { _deleted: false })[] {
  return documents.flatMap(({ _deleted, ...document }) => {
    if (_deleted || documentDefect(name, document) !== undefined) return [];
    const promised = document as unknown as Promised;
    return promised.shop === shop ? [{ ...promised, _deleted: false as const }] : [];
  });
}

/**
 * Looks for each document of a page in the storage, and writes what RxDB passed over (it does so wherever something
 * unsent was in the way) by the same rule by which it would have. Only then the place moves.
 * @throws where something is not stored: the place stays, and the page is asked for again.
 */
export async function settlePage(
  name: PromiseName,
  page: { readonly documents: readonly Promised[]; readonly checkpoint: Checkpoint },
  collection: StoredCollection<Promised>,
  ledger: Ledger,
): Promise<void> {
  const { isEqual } = handlerOf(name);
  const latest = new Map(page.documents.map(({ ...each }) => [each.id, withoutMark(each)]));
  const stored = new Map((await collection.byIds([...latest.keys()])).map(each => [each.id, each]));
  const settled: Promised[] = [];
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
  const at = formatCheckpoint(page.checkpoint);
  const before = ledger.place(name);
  if (!before || formatCheckpoint(before) !== at) await ledger.note(markId.place(name), { at });
}

/** What a document of the server's and this till's copy are together. */
export function meet(name: PromiseName, server: Promised, own: Promised | undefined): Promised {
  return own && name === 'carts' ? mergeCarts(server as Cart, own as Cart) : server;
}

function alive(document: Promised): Cart & { _deleted: boolean } {
  return { ...(document as Cart), _deleted: false };
}

function withoutMark(document: Promised & { _deleted?: boolean }): Promised {
  const { _deleted, ...rest } = document;
  return rest as Promised;
}

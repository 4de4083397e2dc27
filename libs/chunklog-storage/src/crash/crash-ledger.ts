import { isDeepStrictEqual } from 'node:util';
import type { CollectionName } from './crash-scenario.ts';
import type { ItemDocument } from '../testing-documents.ts';

/** A document that a write wanted to store, and the revision that it replaces. */
export type Wish = { readonly document: ItemDocument; readonly previous: string | undefined };

/** One write. Its first document is its witness: it has its own id, so it is stored if any part of the write is. */
export type Entry = {
  readonly collection: CollectionName;
  readonly tab: number;
  /** The disk was small: the write may have been refused, and its writer may have died before learning that. */
  mayBeRefused: boolean;
  readonly wishes: readonly Wish[];
  /** The documents of it that were stored, as far as known; the others met a conflict, or were never answered. */
  accepted: ReadonlySet<string>;
  /** The writer's answer; `none` if none came yet, or ever. */
  answer: 'none' | 'stored' | 'refused';
};

/** The answers that writers got, and so what a disk must have after a crash. */
export class Ledger {
  #entries: Entry[] = [];

  submit(entry: Omit<Entry, 'answer' | 'accepted'>): Entry {
    const submitted: Entry = { ...entry, answer: 'none', accepted: new Set() };
    this.#entries.push(submitted);
    return submitted;
  }

  /** Forgives the loss of acknowledged writes in collections that are written relaxed. */
  forgive(isRelaxed: (collection: CollectionName) => boolean): void {
    for (const each of this.#entries) if (isRelaxed(each.collection)) each.answer = 'none';
  }

  /** Compares with the documents found. Throws if one is missing, or should not be there. */
  check(found: ReadonlyMap<CollectionName, readonly ItemDocument[]>): void {
    const held = new Map([...found].map(([name, documents]) => [name, byId(documents)] as const));
    const isThere = (entry: Entry) => held.get(entry.collection)?.has(witnessOf(entry)) === true;
    for (const entry of this.#entries) {
      if (entry.answer === 'stored' && !isThere(entry)) fail('an acknowledged write is lost', entry);
      if (entry.answer === 'refused' && isThere(entry)) fail('a refused write is there', entry);
    }
    const inOrder = this.#entries.filter(each => each.answer === 'stored' || !each.mayBeRefused);
    for (const tab of [0, 1]) {
      ensurePrefix(
        inOrder.filter(each => each.tab === tab && each.answer !== 'refused'),
        isThere,
      );
    }
    for (const [name, documents] of held) {
      const entries = this.#entries.filter(each => each.collection === name);
      for (const each of documents.values()) ensureWished(each, entries.filter(isThere));
      for (const entry of entries) if (entry.answer === 'stored') ensureKept(entry, entries, documents);
    }
    this.#entries = this.#entries.filter(isThere);
    for (const each of this.#entries) {
      if (each.answer === 'none') each.accepted = new Set(idsThere(each, held.get(each.collection)));
      each.answer = 'stored';
      each.mayBeRefused = false;
    }
  }

  /**
   * Compares with the documents found after this record was destroyed: all witnesses in other records must be there.
   */
  checkTorn(collection: CollectionName, found: readonly ItemDocument[], torn: ReadonlySet<string>): void {
    const documents = byId(found);
    const entries = this.#entries.filter(each => each.collection === collection);
    for (const each of documents.values()) ensureWished(each, entries);
    for (const entry of entries) {
      const witness = witnessOf(entry);
      if (documents.has(witness) === torn.has(witness)) fail('not just the torn record is lost', entry);
    }
  }
}

function witnessOf({ wishes: [witness] }: Entry): string {
  return witness?.document.id ?? '';
}

/** The documents that are there of a write that was never answered. */
function idsThere({ wishes }: Entry, held: ReadonlyMap<string, ItemDocument> | undefined): readonly string[] {
  const isThere = ({ document }: Wish) => isDeepStrictEqual(held?.get(document.id), document);
  return wishes.filter(isThere).map(({ document }) => document.id);
}

function byId(documents: readonly ItemDocument[]): ReadonlyMap<string, ItemDocument> {
  return new Map(documents.map(each => [each.id, each]));
}

/** Checks that one tab's writes are there up to some write, and none after it. */
function ensurePrefix(entries: readonly Entry[], isThere: (entry: Entry) => boolean): void {
  const firstLost = entries.findIndex(each => !isThere(each));
  const after = firstLost < 0 ? [] : entries.slice(firstLost).filter(isThere);
  if (after[0]) fail('a later write is there without an earlier one', after[0]);
}

/** Checks that a document is exactly what a stored write wanted. */
function ensureWished(document: ItemDocument, entries: readonly Entry[]): void {
  const wishes = entries.flatMap(each => each.wishes);
  if (wishes.some(wish => isDeepStrictEqual(wish.document, document))) return;
  throw new Error(`never written, or by half a write: ${JSON.stringify(document)}`);
}

/**
 * Checks that a stored document is there unchanged, or was replaced by a writer that knew it, or was forgotten as a
 * tombstone.
 */
function ensureKept(
  entry: Entry,
  entries: readonly Entry[],
  documents: ReadonlyMap<string, ItemDocument>,
): void {
  for (const { document, previous } of entry.wishes) {
    if (!entry.accepted.has(document.id)) continue;
    const there = documents.get(document.id);
    if (there?._rev === document._rev) continue;
    if (there && previous !== undefined && there._rev === previous) fail('an update is undone', entry);
    const isReplaced = entries.some(({ wishes }) => wishes.some(wish => wish.previous === document._rev));
    if (!isReplaced && !document._deleted) fail('a living document is gone, or overwritten unseen', entry);
  }
}

function fail(what: string, entry: Entry): never {
  throw new Error(`${what}: ${JSON.stringify(entry)}`);
}

import type { Place } from '../log/chunk.ts';
import { compareText } from '../collection/compare.ts';
import { textOf } from '../log/encode.ts';
import type { Slices } from '../collection/slices.ts';
import { sortInSlices } from '../collection/sort-in-slices.ts';

/** The first record of a disk index: what it describes, and where to look in it. */
export type DiskIndexHead = {
  readonly version: number;
  /** The state of the collection that it describes: log, generation, last seq, and how many chunks and characters. */
  readonly logId: string;
  readonly generation: number;
  readonly upTo: number;
  readonly chunks: number;
  readonly size: number;
  /** How many documents are listed. They are numbered in listing order. */
  readonly documents: number;
  /** The first key of each record of keys. Those come after the head, and the records of places after them. */
  readonly firsts: readonly string[];
};

/** The place of a document: its chunk, and its index in the chunk. */
export type DocumentPlace = Place & { readonly at: number };

/** A document to list. */
export type Listed = DocumentPlace & { readonly order: string; readonly keys: readonly string[] };

/** A key, and the numbers of the documents that have it, in their order. */
export type Owned = readonly [key: string, owners: readonly number[]];

/** Characters in a record of keys. A browser stores values up to 64 KiB beside their keys, and larger ones in files. */
const keysSize = 32 * 1024;

/** Documents in a record of places. */
export const placesPerRecord = 1024;

/** How many listed documents are processed between two checks of the clock. */
const documentsPerSlice = 100;

/**
 * Passes the bodies of all records except the head to `take`, in order and in slices; resolves to what the head says
 * about them.
 */
export async function encodeDiskIndex(
  listed: readonly Listed[],
  compareOrders: (a: string, b: string) => number,
  slices: Slices,
  take: (body: string) => Promise<void>,
): Promise<Pick<DiskIndexHead, 'documents' | 'firsts'>> {
  const documents = await sortInSlices(listed, (a, b) => compareOrders(a.order, b.order), slices);
  const owned = await sortInSlices(await ownedIn(documents, slices), ([a], [b]) => compareText(a, b), slices);
  const firsts: string[] = [];
  for (const { first, body } of keyRecords(owned)) {
    firsts.push(first);
    await take(body);
    await slices.rest();
  }
  for (let start = 0; start < documents.length; start += placesPerRecord) {
    const places = documents.slice(start, start + placesPerRecord);
    await take(JSON.stringify(places.flatMap(({ seq, part, at }) => [seq, part, at])));
    await slices.rest();
  }
  return { documents: documents.length, firsts };
}

/** Reads a record of keys. */
export function keysIn(body: string): readonly Owned[] {
  const flat = JSON.parse(body) as (string | number | readonly number[])[];
  const all: Owned[] = [];
  for (let at = 0; at < flat.length; at += 2) {
    const owners = flat[at + 1] as number | readonly number[];
    all.push([flat[at] as string, typeof owners === 'number' ? [owners] : owners]);
  }
  return all;
}

/** Reads a record of places. */
export function placesIn(body: string): readonly DocumentPlace[] {
  const flat = JSON.parse(body) as number[];
  const all: DocumentPlace[] = [];
  for (let at = 0; at < flat.length; at += 3)
    all.push({ seq: flat[at] as number, part: flat[at + 1] as number, at: flat[at + 2] as number });
  return all;
}

/** The record of keys, counted from 0, that has this key, or the first one after it; the last may have neither. */
export function recordOf(firsts: readonly string[], key: string): number {
  let [low, high] = [0, firsts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((firsts[middle] as string) <= key) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

/** Each key with the documents that have it, numbered by their position here. */
async function ownedIn(documents: readonly Listed[], slices: Slices): Promise<readonly Owned[]> {
  const ownersOf = new Map<string, number[]>();
  for (const [number, { keys }] of documents.entries()) {
    for (const key of new Set(keys)) {
      const owners = ownersOf.get(key);
      if (owners) owners.push(number);
      else ownersOf.set(key, [number]);
    }
    if (number % documentsPerSlice === 0) await slices.rest();
  }
  return [...ownersOf];
}

/**
 * Full records, and a last one that need not be full. Nearly every code belongs to one document: a single owner is not
 * stored as a list.
 */
function* keyRecords(owned: readonly Owned[]): Generator<{ readonly first: string; readonly body: string }> {
  let parts: string[] = [];
  let [first, length] = ['', 0];
  for (const [key, owners] of owned) {
    const text = `${textOf(key)},${JSON.stringify(owners.length === 1 ? owners[0] : owners)}`;
    if (parts.length === 0) first = key;
    parts.push(text);
    length += text.length;
    if (length < keysSize) continue;
    yield { first, body: `[${parts.join(',')}]` };
    [parts, length] = [[], 0];
  }
  if (parts.length > 0) yield { first, body: `[${parts.join(',')}]` };
}

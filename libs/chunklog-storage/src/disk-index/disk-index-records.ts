import type { Place } from '../log/chunk.ts';
import { compareText } from '../collection/compare.ts';
import { textOf } from '../log/encode.ts';
import type { Slices } from '../collection/slices.ts';
import { sortInSlices } from '../collection/sort-in-slices.ts';

/** Of what a disk index is, and where in it to look. Its first record. */
export type DiskIndexHead = {
  readonly version: number;
  /** The collection as it is described: its log, its generation, up to which seq, and how many chunks and characters that is. */
  readonly logId: string;
  readonly generation: number;
  readonly upTo: number;
  readonly chunks: number;
  readonly size: number;
  /** How many documents are listed. They are numbered in their order. */
  readonly documents: number;
  /** The first key of each record of keys. Those stand behind the head, and the records of places behind them. */
  readonly firsts: readonly string[];
};

/** Where a document stands: in which chunk, and which of its documents it is. */
export type DocumentPlace = Place & { readonly at: number };

/** One that is to be listed. */
export type Listed = DocumentPlace & { readonly order: string; readonly keys: readonly string[] };

/** A key, and the numbers of the documents that have it, in their order. */
export type Owned = readonly [key: string, owners: readonly number[]];

/** Characters in a record of keys. A browser keeps values of up to 64 KiB beside their keys, and larger ones in files. */
const keysSize = 32 * 1024;

/** Documents in a record of places. */
export const placesPerRecord = 1024;

/** How many listed documents are looked at between two looks at the clock. */
const documentsPerSlice = 100;

/** Gives the bodies of all records but the head to `take`, in their order and in slices; resolves to what the head says of them. */
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

/** What a record of keys says. */
export function keysIn(body: string): readonly Owned[] {
  const flat = JSON.parse(body) as (string | number | readonly number[])[];
  const all: Owned[] = [];
  for (let at = 0; at < flat.length; at += 2) {
    const owners = flat[at + 1] as number | readonly number[];
    all.push([flat[at] as string, typeof owners === 'number' ? [owners] : owners]);
  }
  return all;
}

/** What a record of places says. */
export function placesIn(body: string): readonly DocumentPlace[] {
  const flat = JSON.parse(body) as number[];
  const all: DocumentPlace[] = [];
  for (let at = 0; at < flat.length; at += 3)
    all.push({ seq: flat[at] as number, part: flat[at + 1] as number, at: flat[at + 2] as number });
  return all;
}

/** The record of keys, counted from 0, in which this one, or the first after it, stands; the last may hold neither. */
export function recordOf(firsts: readonly string[], key: string): number {
  let [low, high] = [0, firsts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((firsts[middle] as string) <= key) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

/** Each key with the documents that have it. They are numbered as they stand here. */
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

/** Full records, and a last one that need not be. Nearly every code is one document's: a single owner is no list. */
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

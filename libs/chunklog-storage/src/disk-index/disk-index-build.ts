import { documentsIn, idsIn, seal, type Chunk } from '../log/chunk.ts';
import type { ChunkLog } from '../log/chunk-log.ts';
import type { Doc } from '../collection/document.ts';
import { compareText } from '../collection/compare.ts';
import { encodeDiskIndex, type DiskIndexHead, type Listed } from './disk-index-records.ts';
import { eachChunk } from '../database/fold.ts';
import type { Listing } from '../collection/listing.ts';
import type { CollectionEntry } from '../log/manifest.ts';
import type { Slices } from '../collection/slices.ts';

/** The collection whose disk index is being made, from the manifest. */
export type Described = { readonly key: string; readonly logId: string; readonly entry: CollectionEntry };

/** The name of a collection's disk index in the log. It is one generation of records, at seq 0. */
export function diskIndexKey(key: string): string {
  return `directory|${key}`;
}

/**
 * Writes the disk index of a collection from its state on disk, and replaces the earlier index in one transaction at
 * the end. Does nothing if part of the collection cannot be read.
 * @throws if the disk refuses: the earlier index stays.
 */
export async function buildDiskIndex(
  log: ChunkLog,
  described: Described,
  listing: Listing,
  idOf: (document: Doc) => string,
  slices: Slices,
): Promise<void> {
  const listed = await gather(log, described, listing, idOf, slices);
  if (!listed) return;
  const collection = diskIndexKey(described.key);
  await ensureThere(log, collection, described);
  const before = (await log.manifest()).collections[collection];
  const to = await log.begin(collection);
  if (!before || to === undefined) return;
  let [part, size] = [1, 0];
  const stage = async (body: string, at: number) => {
    await log.stage(to, [seal(headerOf(collection, at), body)]);
    size += body.length;
  };
  try {
    const order = listing.compareOrders ?? compareText;
    const made = await encodeDiskIndex(listed, order, slices, body => stage(body, part++));
    await stage(JSON.stringify(headOf(described, listing, made)), 0);
  } catch (error) {
    // Frees at once what it staged: on a full disk, others need the space more.
    await log.begin(collection).catch(() => undefined);
    throw error;
  }
  const { generation: from, last: horizon } = before;
  await log.complete({ collection, from, to, horizon, chunks: part, size });
}

function headOf(
  { logId, entry: { generation, last, chunks, size } }: Described,
  { version }: Listing,
  made: Pick<DiskIndexHead, 'documents' | 'firsts'>,
): DiskIndexHead {
  return { version, logId, generation, upTo: last, chunks, size, ...made };
}

/** The listed living documents with their places; undefined if any chunk is damaged or missing. */
async function gather(
  log: ChunkLog,
  { key, entry }: Described,
  { keysOf, orderOf }: Listing,
  idOf: (document: Doc) => string,
  slices: Slices,
): Promise<readonly Listed[] | undefined> {
  const listed = new Map<string, Listed>();
  const list = ({ seq, part }: Chunk, at: number, document: Doc) => {
    const id = idOf(document);
    listed.delete(id);
    const keys = document._deleted ? [] : keysOf(document);
    if (keys.length > 0) listed.set(id, { seq, part, at, keys, order: orderOf(document) });
  };
  const section = { collection: key, generation: entry.generation, after: 0, upTo: entry.last };
  const { chunks, damaged } = await eachChunk(log, section, slices, chunk => {
    if (chunk.kind === 'purge') for (const id of idsIn(chunk)) listed.delete(id);
    else for (const [at, document] of documentsIn(chunk).entries()) list(chunk, at, document);
  });
  return damaged.length > 0 || chunks < entry.chunks ? undefined : [...listed.values()];
}

/**
 * Makes sure that there is a record to rewrite: for the first disk index an empty one. Does nothing if the collection
 * was removed meanwhile.
 */
async function ensureThere(log: ChunkLog, collection: string, { key, entry }: Described): Promise<void> {
  const { logId, collections } = await log.manifest();
  const now = collections[key];
  if (collections[collection] || now?.born !== entry.born) return;
  const first = seal({ ...headerOf(collection, 0), seq: 1 }, 'null');
  const writes = [
    { collection: key, born: now.born, after: now.last, chunks: [] },
    { collection, born: 0, after: 0, chunks: [first] },
  ];
  // A tab that is behind another's write makes the index another time.
  await log.append({ logId, durability: 'relaxed', writes });
}

function headerOf(collection: string, part: number) {
  return { collection, part, kind: 'directory', seq: 0, context: 'directory', garbage: 0 } as const;
}

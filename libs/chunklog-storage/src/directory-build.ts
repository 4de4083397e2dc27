import { documentsIn, idsIn, seal, type Chunk } from './chunk.ts';
import type { ChunkLog } from './chunk-log.ts';
import type { Doc } from './document.ts';
import { encodeDirectory, type DirectoryHead, type Listed } from './directory-records.ts';
import { eachChunk } from './fold.ts';
import type { Listing } from './listing.ts';
import type { CollectionEntry } from './manifest.ts';
import type { Slices } from './slices.ts';

/** The collection whose directory is made, as the manifest has it. */
export type Described = { readonly key: string; readonly entry: CollectionEntry };

/** The name under which the log has the directory of a collection. It is one generation of records, at seq 0. */
export function directoryKey(key: string): string {
  return `directory|${key}`;
}

/**
 * Writes the directory of a collection as it is on disk, and puts it in the place of the one before, in one transaction at the
 * end. Nothing is where some of the collection cannot be read.
 * @throws where the disk refuses: what was before stays.
 */
export async function buildDirectory(
  log: ChunkLog,
  { key, entry }: Described,
  listing: Listing,
  idOf: (document: Doc) => string,
  slices: Slices,
): Promise<void> {
  const listed = await gather(log, { key, entry }, listing, idOf, slices);
  if (!listed) return;
  const collection = directoryKey(key);
  await ensureThere(log, collection);
  const before = (await log.manifest()).collections[collection];
  const to = await log.begin(collection);
  if (!before || to === undefined) return;
  let [part, size] = [1, 0];
  const stage = async (body: string, at: number) => {
    await log.stage(to, [recordOf(collection, at, body)]);
    size += body.length;
  };
  const made = await encodeDirectory(listed, slices, body => stage(body, part++));
  const { generation, last, size: described } = entry;
  const { version } = listing;
  const head: DirectoryHead = { version, generation, upTo: last, size: described, ...made };
  await stage(JSON.stringify(head), 0);
  await log.complete({
    collection,
    from: before.generation,
    to,
    horizon: before.last,
    chunks: part,
    size,
  });
}

/** The living documents that are listed, and where they stand; undefined where something of them is damaged or missing. */
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

/** A rewrite is of something: the first one is of an empty record. */
async function ensureThere(log: ChunkLog, collection: string): Promise<void> {
  const { logId, collections } = await log.manifest();
  if (collections[collection]) return;
  const first = seal({ ...headerOf(collection, 0), seq: 1 }, 'null');
  const writes = [{ collection, born: 0, after: 0, chunks: [first] }];
  // Who is behind another that did the same needs nothing more.
  await log.append({ logId, durability: 'relaxed', writes });
}

function recordOf(collection: string, part: number, body: string): Chunk {
  return seal(headerOf(collection, part), body);
}

function headerOf(collection: string, part: number) {
  return { collection, part, kind: 'directory', seq: 0, context: 'directory', garbage: 0 } as const;
}

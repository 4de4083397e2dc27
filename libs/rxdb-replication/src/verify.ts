import {
  BucketDigests,
  bucketOf,
  equalDigests,
  maxRepairIds,
  parseCheckpoint,
  revOf,
  type BucketResponse,
  type Checkpoint,
  type DigestResponse,
  type RepairResponse,
} from '@tidemark/protocol';
import { documentDefect } from '@tidemark/schema';
import { prepareQuery, type RxCollection } from 'rxdb';
import { isRecord, type ReplicatedName } from './collections.ts';
import { ReplicationError } from './errors.ts';
import { isSamePlace } from './place.ts';

/** The result of a verification. */
export interface Verified {
  /** The place at which the storage was found equal to the server. */
  readonly at: Checkpoint;
  /** How many living documents are stored. */
  readonly documents: number;
  /** Documents that were missing, different or superfluous, and are now correct. */
  readonly repaired: number;
  /** Records that the server still does not have: it refused them. Always 0 for a cache. */
  readonly unsent: number;
}

export interface VerifyParts {
  readonly name: ReplicatedName;
  readonly collection: RxCollection;
  /** Pulls up to the end. */
  readonly toEnd: () => Promise<void>;
  readonly place: () => Checkpoint | undefined;
  readonly digest: () => Promise<DigestResponse>;
  readonly bucket: (bucket: number) => Promise<BucketResponse>;
  readonly documents: (ids: readonly string[]) => Promise<RepairResponse>;
  /** Exchanges everything again: this repairs records, which are written only by their replication. */
  readonly exchangeAnew: () => Promise<void>;
  /** Makes RxDB send these records, which it skipped. */
  readonly resend: (ids: readonly string[]) => Promise<void>;
}

/** Ids and content hashes of one bucket. */
type Entries = ReadonlyMap<string, string>;

interface Difference {
  /** Documents that the storage lacks, or has in another version. */
  readonly wrong: readonly string[];
  /** Documents that the server lacks. */
  readonly extra: readonly string[];
}

const scanSize = 500;
/** How many repairs are tried before a difference is reported. */
const mostRepairs = 3;
/** How many times the comparison starts over because documents arrived meanwhile. */
const mostRounds = 20;

/**
 * Compares what RxDB has really stored with the server's digest, and repairs differences ([X6]). Hashes the content of
 * each document, so it also finds a document that was damaged under its `rev`. The comparison counts only if both sides
 * are at the same place, before and after the scan.
 * @throws ReplicationError `differs` if the repairs did not help, or documents kept arriving.
 */
export async function verify(parts: VerifyParts): Promise<Verified> {
  const { name, collection } = parts;
  let repaired = 0;
  let repairs = 0;
  let isResent = !isRecord(name);
  for (let round = 0; round < mostRounds; round++) {
    await parts.toEnd();
    const at = parts.place();
    const { buckets, checkpoint } = await parts.digest();
    if (!at || !isSamePlace(at, parseCheckpoint(checkpoint))) continue;
    const own = await digestsOf(collection);
    if (!isSamePlace(at, parts.place())) continue;
    const differing = own.flatMap((each, n) => (buckets[n] && equalDigests(each, buckets[n]) ? [] : [n]));
    const documents = own.reduce((sum, each) => sum + each.count, 0);
    const difference = await differenceOf(parts, differing);
    if (!isResent && difference.extra.length > 0) {
      isResent = true;
      await parts.resend(difference.extra);
      continue;
    }
    const unsent = isRecord(name) ? difference.extra.length : 0;
    if (difference.wrong.length + difference.extra.length - unsent === 0)
      return { at, documents, repaired, unsent };
    if (repairs++ >= mostRepairs)
      throw new ReplicationError('differs', `${mostRepairs} repairs did not help`, { collection: name });
    repaired += isRecord(name) ? await renewed(parts, difference) : await repair(parts, difference, at);
  }
  throw new ReplicationError('differs', 'Documents arrived faster than they could be compared.', {
    collection: name,
  });
}

async function differenceOf(parts: VerifyParts, buckets: readonly number[]): Promise<Difference> {
  const wrong: string[] = [];
  const extra: string[] = [];
  if (buckets.length === 0) return { wrong, extra };
  const own = await entriesOf(parts.collection, new Set(buckets));
  for (const bucket of buckets) {
    const theirs = new Map((await parts.bucket(bucket)).entries.map(each => [each.id, each.rev]));
    const held: Entries = own.get(bucket) ?? new Map();
    for (const [id, rev] of theirs) if (held.get(id) !== rev) wrong.push(id);
    for (const id of held.keys()) if (!theirs.has(id)) extra.push(id);
  }
  return { wrong, extra };
}

async function renewed(parts: VerifyParts, { wrong }: Difference): Promise<number> {
  await parts.exchangeAnew();
  return wrong.length;
}

/** Repairs a cache by normal RxDB writes: it has no push, and its handler compares only `rev`. */
async function repair(parts: VerifyParts, { wrong, extra }: Difference, at: Checkpoint): Promise<number> {
  const gone = [...extra];
  let changed = 0;
  for (let wanted = wrong; wanted.length > 0;) {
    const asked = wanted.slice(0, maxRepairIds);
    const answer = await parts.documents(asked);
    const { left = [] } = answer;
    if (left.length >= asked.length)
      throw new ReplicationError('offline', 'an answer that leaves everything', { collection: parts.name });
    wanted = [...left, ...wanted.slice(maxRepairIds)];
    // Newer documents come with their own page; an old one must not overwrite them.
    if (!isSamePlace(parseCheckpoint(answer.checkpoint), at) || !isSamePlace(parts.place(), at))
      return changed;
    const living = answer.documents.filter(each => !each._deleted).map(({ _deleted, ...each }) => each);
    gone.push(...answer.documents.filter(each => each._deleted).map(each => each.id));
    const fitting = living.filter(each => documentDefect(parts.name, each) === undefined);
    const { error } = await parts.collection.bulkUpsert(fitting);
    if (error[0])
      throw new ReplicationError('not-stored', 'A repair could not be stored.', { collection: parts.name });
    changed += fitting.length;
  }
  if (gone.length > 0) await parts.collection.bulkRemove(gone);
  return changed + extra.length;
}

async function digestsOf(collection: RxCollection) {
  const digests = new BucketDigests();
  for await (const part of stored(collection)) for (const { id, rev } of part) digests.add(id, rev);
  return digests.buckets();
}

async function entriesOf(
  collection: RxCollection,
  buckets: ReadonlySet<number>,
): Promise<ReadonlyMap<number, Entries>> {
  const entries = new Map<number, Map<string, string>>();
  for await (const part of stored(collection))
    for (const { id, rev } of part) {
      const bucket = bucketOf(id);
      if (!buckets.has(bucket)) continue;
      const of = entries.get(bucket) ?? new Map<string, string>();
      entries.set(bucket, of.set(id, rev));
    }
  return entries;
}

/** Ids and content hashes of all living documents, read past RxDB's caches. */
async function* stored(collection: RxCollection): AsyncGenerator<readonly { id: string; rev: string }[]> {
  for (let after = ''; ;) {
    const query = prepareQuery(collection.schema.jsonSchema, {
      selector: { id: { $gt: after }, _deleted: { $eq: false } },
      sort: [{ id: 'asc' }],
      skip: 0,
      limit: scanSize,
    } as never);
    const documents = (await collection.storageInstance.query(query)).documents as readonly { id: string }[];
    yield documents.map(each => ({ id: each.id, rev: revOf(each) }));
    const last = documents.at(-1);
    if (!last || documents.length < scanSize) return;
    after = last.id;
  }
}

import { BucketDigests, bucketOf, emptyDigest, equalDigests } from '@tidemark/protocol';
import type { DamagedBucket } from '@tidemark/mirror';
import { collectionNames, scopeOfId, type CollectionName, type Scope } from '@tidemark/schema';
import { isRead, resourceKinds, ShopifyError, type BulkKind } from '@tidemark/shopify';
import { Aside, type Difference } from './aside.ts';
import { asOfNow } from '../into-mirror/as-of.ts';
import { withBulkFile, type RunningBulk } from '../import/bulk.ts';
import { catchUpShop, overlapMs, suspect, watermark } from '../catch-up/catch-up.ts';
import { commitLevels, commitReads, noted } from '../into-mirror/commit-reads.ts';
import { listing, type Listed } from './listing.ts';
import type { Source } from '../source.ts';

/** The result of comparing one collection. */
export interface AuditedCollection {
  /** Documents of Shopify that were compared. */
  readonly compared: number;
  /** Documents that were missing, different, or still there though gone: each is a defect found. */
  readonly repaired: number;
  /** Why it could not be compared. */
  readonly trouble: string | null;
  /** Documents by scope, for stock: Shopify itself does not count it. */
  readonly counts?: Readonly<Record<Scope, number>>;
}

export interface AuditReport {
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly collections: Readonly<Partial<Record<CollectionName, AuditedCollection>>>;
}

/** The name under which the last report is kept. */
export const auditReportName = 'audit';

/** The first import owes an audit until one has finished, also if the process that imported has ended. */
export async function isAuditOwed({ findings, shopify }: Source): Promise<boolean> {
  return (await findings.report(shopify.shop, auditReportName)) === undefined;
}

const kinds: readonly BulkKind[] = ['inventoryLevels', ...resourceKinds];

/**
 * Compares every document of Shopify with the mirror ([E14]): the digest of Shopify's bulk file with the mirror's, in
 * constant memory. Only where buckets differ is the file read once more and its ids compared. Documents that differ are
 * read again by id, and only that read decides: a document is gone when the listing and the read by id both lack it.
 * Unreadable documents are set aside and not compared; those set aside earlier that can be read by now are read again
 * ([E26]).
 */
export async function audit(source: Source, pause: () => Promise<void>): Promise<AuditReport> {
  const { shopify, mirror, now, log, findings } = source;
  const startedAt = new Date(now()).toISOString();
  const collections: Partial<Record<CollectionName, AuditedCollection>> = {};
  const damage = await findDamage(source);
  await catchUpShop(source);
  for (const name of ['settings', 'locations'] as const)
    await mirror.rebuildDigests(shopify.shop, name, damage.get(name) ?? []);
  for (const kind of kinds) {
    try {
      collections[kind] = await auditKind(source, kind, damage.get(kind) ?? [], pause);
    } catch (error) {
      source.signal.throwIfAborted();
      if (!(error instanceof Error)) throw error;
      collections[kind] = { compared: 0, repaired: 0, trouble: error.message };
      if (error instanceof ShopifyError && error.reason === 'unreachable') throw error;
    }
  }
  const report = { startedAt, finishedAt: new Date(now()).toISOString(), collections };
  await findings.saveReport(shopify.shop, auditReportName, JSON.stringify(report));
  log({
    name: 'audit-finished',
    shop: shopify.shop,
    ms: Date.parse(report.finishedAt) - Date.parse(startedAt),
    compared: sum(collections, 'compared'),
    repaired: sum(collections, 'repaired'),
  });
  return report;
}

/** Finds mirror rows that were changed or lost behind its back ([M20]). */
async function findDamage({
  mirror,
  shopify,
  log,
}: Source): Promise<ReadonlyMap<CollectionName, readonly DamagedBucket[]>> {
  const damage = new Map<CollectionName, readonly DamagedBucket[]>();
  for (const collection of collectionNames) {
    const buckets = await mirror.damagedBuckets(shopify.shop, collection);
    damage.set(collection, buckets);
    if (buckets.length === 0) continue;
    const ids = buckets.flatMap(each => each.ids);
    log({ name: 'mirror-damaged', shop: shopify.shop, collection, buckets: buckets.length, ids });
  }
  return damage;
}

function sum(collections: AuditReport['collections'], what: 'compared' | 'repaired'): number {
  return Object.values(collections).reduce((total, each) => total + each[what], 0);
}

async function auditKind(
  source: Source,
  kind: BulkKind,
  damage: readonly DamagedBucket[],
  pause: () => Promise<void>,
): Promise<AuditedCollection> {
  let running: RunningBulk | undefined;
  const memory = {
    load: async () => running,
    save: async (next: RunningBulk | undefined) => void (running = next),
  };
  let outcome: AuditedCollection | undefined;
  await withBulkFile(source, kind, memory, pause, async (url, { readAt }) => {
    outcome = await compareFile(source, { kind, url, readAt, damage });
  });
  if (!outcome) throw new Error(`the audit of ${kind} came to no end`);
  return outcome;
}

/** One collection's file, and the known damage to the mirror's rows. */
interface AuditFile {
  readonly kind: BulkKind;
  readonly url: string | undefined;
  readonly readAt: number;
  readonly damage: readonly DamagedBucket[];
}

async function compareFile(source: Source, file: AuditFile): Promise<AuditedCollection> {
  const { mirror, shopify } = source;
  const { kind, url, readAt, damage } = file;
  const digests = new Map<Scope, BucketDigests>();
  const aside = new Aside(source, kind);
  const doubted = await aside.known();
  let compared = 0;
  for await (const { id, scope, rev, odd } of listing(source, kind, url, readAt)) {
    if (odd) {
      doubted.delete(id);
      await aside.add(odd);
    } else {
      compared++;
      if (doubted.has(id)) doubted.set(id, 'different');
    }
    if (rev === undefined) continue;
    const digest = digests.get(scope) ?? new BucketDigests();
    digests.set(scope, digest);
    digest.add(id, rev);
  }
  await aside.commit();
  const scopes = new Set([...digests.keys(), ...(await mirror.scopes(shopify.shop, kind))]);
  const differing = new Map<Scope, Set<number>>();
  for (const scope of scopes) {
    const { buckets } = await mirror.digest(shopify.shop, kind, scope);
    const own = (digests.get(scope) ?? new BucketDigests()).buckets();
    const set = new Set(
      buckets.flatMap((digest, n) => (equalDigests(digest, own[n] ?? emptyDigest) ? [] : [n])),
    );
    for (const { bucket } of damage.filter(each => each.scope === scope)) set.add(bucket);
    if (set.size > 0) differing.set(scope, set);
  }
  const isWhole = differing.size === 0 && doubted.size === 0;
  const repaired = isWhole ? 0 : await repair(source, file, differing, doubted);
  const counts = Object.fromEntries([...digests].map(([scope, each]) => [scope, each.root().count]));
  return { compared, repaired, trouble: null, ...(kind === 'inventoryLevels' ? { counts } : {}) };
}

/** Documents that are read again and committed together. */
const repairedAtOnce = 250;

function* parts<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size);
}

/** Reads documents that differ again by id, and commits them; returns how many were really wrong. */
async function repair(
  source: Source,
  { kind, url, readAt, damage }: AuditFile,
  differing: ReadonlyMap<Scope, ReadonlySet<number>>,
  doubted: ReadonlyMap<string, Difference>,
): Promise<number> {
  const { mirror, shopify } = source;
  const listed = new Map<string, Listed>();
  for await (const each of differing.size === 0 ? [] : listing(source, kind, url, readAt)) {
    if (each.rev !== undefined && differing.get(each.scope)?.has(bucketOf(each.id)))
      listed.set(`${each.scope} ${each.id}`, each);
  }
  const differences = new Map<string, Difference>(doubted);
  for (const [scope, buckets] of differing) {
    for (const bucket of buckets) {
      const { entries } = await mirror.bucket(shopify.shop, kind, scope, bucket);
      for (const { id, rev } of entries) {
        const theirs = listed.get(`${scope} ${id}`);
        listed.delete(`${scope} ${id}`);
        if (!theirs) differences.set(id, 'extra');
        else if (theirs.rev !== rev) differences.set(id, 'different');
      }
    }
  }
  for (const { id } of listed.values()) differences.set(id, 'missing');
  const changedIds: string[] = [];
  // Read and committed in parts: one big commit would block all others.
  for (const part of parts([...differences], repairedAtOnce)) {
    const some = new Map(part);
    const repaired =
      kind === 'inventoryLevels'
        ? await repairLevels(source, some)
        : await repairDocuments(source, kind, some);
    changedIds.push(...repaired);
  }
  await mirror.rebuildDigests(shopify.shop, kind, damage);
  const damaged = new Set(damage.map(each => `${each.scope} ${each.bucket}`));
  const isDamaged = (id: string) => damaged.has(`${scopeOfId(kind, id)} ${bucketOf(id)}`);
  const changedByShop = changedIds.filter(id => !isDamaged(id));
  await suspect(source, kind, changedByShop, 'audit');
  const since = (await watermark(source, kind)) - overlapMs;
  for (const id of changedIds) {
    const difference = differences.get(id) ?? 'different';
    const cause = isDamaged(id) ? 'damaged-store' : await likelyCause(source, kind, id, difference, since);
    source.log({ name: 'audit-repaired', shop: shopify.shop, collection: kind, id, difference, cause });
  }
  return changedIds.length;
}

async function repairDocuments(
  source: Source,
  kind: (typeof resourceKinds)[number],
  differences: ReadonlyMap<string, Difference>,
): Promise<readonly string[]> {
  const ids = [...differences.keys()];
  const { found, gone, readAt } = await source.shopify.byIds(kind, ids, 'background', source.signal);
  // Documents that the listing has and the read lacks are left for the next audit.
  const absent = gone
    .filter(id => differences.get(id) === 'extra')
    .map(id => ({ id, goneAt: undefined, isConfirmed: true }));
  const options = { readNewLevels: true, lane: 'background' } as const;
  return (await commitReads(source, kind, found, absent, readAt, options)).changedIds;
}

async function repairLevels(
  source: Source,
  differences: ReadonlyMap<string, Difference>,
): Promise<readonly string[]> {
  const ids = [...differences.keys()];
  const { mirror, shopify, signal } = source;
  const items = new Set(ids.map(id => id.slice(0, id.indexOf('@'))));
  const asOf = await asOfNow(source);
  const { found, readAt } = await shopify.levelsOfItems([...items], 'background', signal);
  const present = new Set(found.map(each => (isRead(each) ? each.document.id : each.id)));
  const committed = await commitLevels(source, found, readAt, asOf);
  const gone = ids
    .filter(id => !present.has(id) && differences.get(id) === 'extra')
    .map(id => ({ kind: 'retired', id, scope: id.slice(id.indexOf('@') + 1), readAt }) as const);
  const dropped = await mirror.commit(shopify.shop, 'inventoryLevels', gone);
  noted(source, 'inventoryLevels', dropped);
  return [...committed.changedIds, ...dropped.changedIds].filter(id => differences.has(id));
}

/** The likely reason why the mirror had not noticed by itself. */
async function likelyCause(
  { mirror, shopify, expectsWebhooks }: Source,
  kind: BulkKind,
  id: string,
  difference: Difference,
  since: number,
): Promise<'missed-deletion' | 'missed-webhook' | 'lagging-search' | 'unknown'> {
  if (difference === 'extra') return 'missed-deletion';
  if (kind === 'inventoryLevels') return expectsWebhooks ? 'missed-webhook' : 'unknown';
  const [text] = (await mirror.documents(shopify.shop, kind, '', [id])).documents;
  const updatedAt = Date.parse((JSON.parse(text ?? '{}') as { updatedAt?: string }).updatedAt ?? '');
  // A catch-up had already passed this time, so Shopify's search did not show the change then.
  if (updatedAt < since) return 'lagging-search';
  return expectsWebhooks ? 'missed-webhook' : 'unknown';
}

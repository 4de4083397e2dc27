import {
  isUnread,
  resourceKinds,
  ShopifyError,
  type BulkItem,
  type BulkKind,
  type Unread,
} from '@tidemark/shopify';
import { withBulkFile, type BulkMemory, type RunningBulk } from './bulk.ts';
import { asOfNow } from '../into-mirror/as-of.ts';
import { catchUpShop, moveWatermark } from '../catch-up/catch-up.ts';
import { levelChange, orderChange, present, unreadable } from '../into-mirror/changes.ts';
import { knownLocations, noted } from '../into-mirror/commit-reads.ts';
import { markReadAs, productsReadAs } from './read-as.ts';
import type { Source } from '../source.ts';
import { storedJson } from '../stored-json.ts';

/** How far an import is, stored as a watermark so that a restart continues it. */
type ImportState = ({ readonly state: 'running' } & RunningBulk) | { readonly state: 'done' };

export interface ImportProgress {
  readonly done: number;
  readonly total: number | null;
}

export interface ImportOptions {
  readonly report: (progress: ImportProgress) => void;
  /** Waits before the next check of a running bulk operation; a webhook may end the wait early. */
  readonly pause: () => Promise<void>;
}

/** The kinds to import, in this order: those that selling needs come first. */
const kinds: readonly BulkKind[] = [
  'products',
  'inventoryLevels',
  ...resourceKinds.filter(each => each !== 'products'),
];

/**
 * Documents per commit: other callers of the mirror wait for one commit. Levels are small, and many touch the same
 * pages of its file.
 */
const batchSize = (kind: BulkKind): number => (kind === 'inventoryLevels' ? 1_000 : 250);

export async function isImported({ mirror, shopify }: Source): Promise<boolean> {
  return (await mirror.watermark(shopify.shop, 'import')) === 'done';
}

/**
 * Reads the whole shop once, by bulk operations. Resumable ([E5]): a restart waits for the running bulk operation, and
 * reads its file from the start; unchanged documents are no change. The catch-up after it finds what changed while it
 * ran: its watermarks begin where the import did ([E6]). Resources that the app may not read are left out; catch-ups
 * read them once it may.
 */
export async function importShop(source: Source, options: ImportOptions): Promise<void> {
  const { mirror, shopify, log } = source;
  log({ name: 'import-started', shop: shopify.shop });
  await catchUpShop(source);
  // A file started before a restart may have products in another form: then they are read again afterwards.
  const isBegun = (await load(source, 'products')) !== undefined;
  if (!isBegun) await markReadAs(source, await productsReadAs(source));
  const total = await countAll(source);
  let done = 0;
  const count = (items: number): void => options.report({ done: (done += items), total });
  options.report({ done, total });
  for (const kind of kinds) {
    try {
      await importKind(source, kind, options, kind === 'inventoryLevels' ? () => undefined : count);
    } catch (error) {
      if (!(error instanceof ShopifyError) || error.reason !== 'forbidden') throw error;
      log({ name: 'import-refused', shop: shopify.shop, collection: kind, reason: error.message });
      await save(source, kind, { state: 'done' });
    }
  }
  await mirror.setWatermark(shopify.shop, { resource: 'import', value: 'done' });
  log({ name: 'import-finished', shop: shopify.shop, documents: done });
}

async function countAll({ shopify, signal }: Source): Promise<number | null> {
  const counts = await Promise.all(
    resourceKinds.map(async kind => {
      try {
        return await shopify.count(kind, signal);
      } catch (error) {
        if (error instanceof ShopifyError && error.reason === 'forbidden') return 0;
        throw error;
      }
    }),
  );
  return counts.reduce<number | null>(
    (sum, each) => (sum === null || each === undefined ? null : sum + each),
    0,
  );
}

async function importKind(
  source: Source,
  kind: BulkKind,
  options: ImportOptions,
  count: (items: number) => void,
): Promise<void> {
  if ((await load(source, kind))?.state === 'done') return;
  const memory: BulkMemory = {
    load: async () => {
      const state = await load(source, kind);
      return state?.state === 'running' ? state : undefined;
    },
    save: running => save(source, kind, running && { state: 'running', ...running }),
  };
  await withBulkFile(source, kind, memory, options.pause, async (url, running) => {
    const defects = url === undefined ? 0 : await commitFile(source, kind, url, running, count);
    // Unreadable lines are read again: without a watermark, the catch-up reads everything.
    if (defects === 0) await startWatermarks(source, kind, running.startedAt);
  });
  await save(source, kind, { state: 'done' });
}

/** Commits a file; returns how many lines could not be read. */
export async function commitFile(
  source: Source,
  kind: BulkKind,
  url: string,
  { readAt, asOf: known }: RunningBulk,
  count: (items: number) => void,
): Promise<number> {
  const { shopify, mirror, signal, log } = source;
  const asOf = known ?? (await asOfNow(source));
  const from = shopify.ordersFrom();
  const changes =
    kind === 'inventoryLevels'
      ? translated(shopify.readBulkLevels(url, signal), read => levelChange(read, readAt, asOf))
      : kind === 'orders'
        ? translated(shopify.readBulk(kind, url, signal), read => orderChange(read, readAt, from))
        : translated(shopify.readBulk(kind, url, signal), read =>
            isUnread(read) ? unreadable(kind, read, readAt) : present(read as never, readAt),
          );
  let defects = 0;
  for await (const batch of batches(changes, batchSize(kind))) {
    const good = batch.filter(each => 'id' in each || 'document' in each);
    for (const each of batch) {
      if (each.kind !== 'defect') continue;
      defects++;
      log({
        name: 'quarantined',
        shop: shopify.shop,
        collection: kind,
        line: each.line,
        defect: each.reason,
      });
    }
    noted(source, kind, await mirror.commit(shopify.shop, kind, good));
    count(good.length);
  }
  return defects;
}

async function* translated<R, C>(
  items: AsyncIterable<BulkItem<never, R>>,
  changeOf: (read: R | Unread) => C,
): AsyncGenerator<C | { kind: 'defect'; line: number; reason: string }> {
  for await (const item of items) {
    if (item.kind === 'defect') yield item;
    else yield changeOf(item.kind === 'read' ? item.read : item.unread);
  }
}

async function* batches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function startWatermarks(source: Source, kind: BulkKind, startedAt: number): Promise<void> {
  const resources =
    kind === 'inventoryLevels'
      ? (await knownLocations(source)).map(id => `inventoryLevels:${id}`)
      : kind === 'products'
        ? ['products', 'deletions']
        : [kind];
  for (const resource of resources) await moveWatermark(source, resource, startedAt);
}

async function load({ mirror, shopify }: Source, kind: BulkKind): Promise<ImportState | undefined> {
  const text = await mirror.watermark(shopify.shop, `import:${kind}`);
  return storedJson<ImportState>(text);
}

async function save(
  { mirror, shopify }: Source,
  kind: BulkKind,
  state: ImportState | undefined,
): Promise<void> {
  await mirror.setWatermark(shopify.shop, {
    resource: `import:${kind}`,
    value: state ? JSON.stringify(state) : '',
  });
}

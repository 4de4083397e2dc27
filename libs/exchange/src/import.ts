import { ShopifyError, type BulkItem, type BulkKind } from '@tidemark/shopify';
import { levelChange, present } from './changes.ts';
import { catchUpShop, moveWatermark } from './catch-up.ts';
import { knownLocations, noted } from './products.ts';
import type { Source } from './source.ts';

/** Where an import stands, kept as a watermark so that a restart goes on. */
type ImportState =
  | { readonly state: 'running'; readonly bulkId: string; readonly startedAt: number }
  | { readonly state: 'done' };

export interface ImportProgress {
  readonly done: number;
  readonly total: number | null;
}

export interface ImportOptions {
  readonly report: (progress: ImportProgress) => void;
  /** Waits before the next look at a running bulk operation; a webhook may end it early. */
  readonly pause: () => Promise<void>;
}

/** Documents per commit. */
const batchSize = 250;
/** Bulk operations that fail are started again so often before the import gives up until later. */
const attempts = 3;

export async function isImported({ mirror, shopify }: Source): Promise<boolean> {
  return (await mirror.watermark(shopify.shop, 'import')) === 'done';
}

/**
 * Reads the whole shop once, by bulk operations. Resumable ([E5]): a restart waits for the bulk operation that was
 * begun, and reads its file from the start, where unchanged documents are no change. What changed while it ran is
 * found by the catch-up after it, whose watermarks begin where the import did ([E6]).
 */
export async function importShop(source: Source, options: ImportOptions): Promise<void> {
  const { mirror, shopify, log } = source;
  log({ name: 'import-started', shop: shopify.shop });
  await catchUpShop(source);
  const total = (await shopify.counts(source.signal)).products ?? null;
  let done = 0;
  const count = (items: number): void => options.report({ done: (done += items), total });
  options.report({ done, total });
  await importKind(source, 'inventoryLevels', options, () => undefined);
  await importKind(source, 'products', options, count);
  await mirror.setWatermark(shopify.shop, { resource: 'import', value: 'done' });
  log({ name: 'import-finished', shop: shopify.shop, products: done });
}

async function importKind(
  source: Source,
  kind: BulkKind,
  options: ImportOptions,
  count: (items: number) => void,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await importOnce(source, kind, options, count);
    } catch (error) {
      source.signal.throwIfAborted();
      const isBulkFailure =
        error instanceof BulkFailed || (error instanceof ShopifyError && error.reason === 'unreachable');
      if (!isBulkFailure || attempt >= attempts) throw error;
      await save(source, kind, undefined);
    }
  }
}

async function importOnce(
  source: Source,
  kind: BulkKind,
  options: ImportOptions,
  count: (items: number) => void,
): Promise<void> {
  const { shopify, signal } = source;
  const saved = await load(source, kind);
  if (saved?.state === 'done') return;
  const running = saved ?? (await begin(source, kind));
  const finished = await waitForBulk(source, running.bulkId, options);
  let defects = 0;
  if (finished.url) {
    let batch: Exclude<BulkItem, { kind: 'defect' }>[] = [];
    for await (const item of shopify.readBulk(kind, finished.url, signal)) {
      if (item.kind === 'defect') {
        defects++;
        source.log({
          name: 'quarantined',
          shop: shopify.shop,
          collection: kind,
          line: item.line,
          defect: item.reason,
        });
        continue;
      }
      batch.push(item);
      if (batch.length < batchSize) continue;
      await commitBatch(source, kind, batch, running.startedAt);
      count(batch.length);
      batch = [];
    }
    await commitBatch(source, kind, batch, running.startedAt);
    count(batch.length);
  }
  // Lines that could not be read are read again: without a watermark, the catch-up reads everything.
  if (defects === 0) await startWatermarks(source, kind, running.startedAt);
  await save(source, kind, { state: 'done' });
}

async function begin(source: Source, kind: BulkKind): Promise<Extract<ImportState, { state: 'running' }>> {
  const { id, startedAt } = await source.shopify.startBulk(kind, source.signal);
  const running = { state: 'running', bulkId: id, startedAt } as const;
  await save(source, kind, running);
  return running;
}

async function waitForBulk(
  { shopify, signal }: Source,
  bulkId: string,
  { pause }: ImportOptions,
): Promise<{ url: string | undefined }> {
  for (;;) {
    const state = await shopify.bulkState(bulkId, signal);
    if (state.state === 'completed') return state;
    if (state.state === 'failed') throw new BulkFailed(state.reason);
    await pause();
    signal.throwIfAborted();
  }
}

async function commitBatch(
  source: Source,
  kind: BulkKind,
  batch: readonly Exclude<BulkItem, { kind: 'defect' }>[],
  readAt: number,
): Promise<void> {
  const changes = batch.map(item =>
    item.kind === 'product' ? present(item.read, readAt) : levelChange(item.read, readAt),
  );
  if (changes.length > 0) noted(source, kind, await source.mirror.commit(source.shopify.shop, kind, changes));
}

async function startWatermarks(source: Source, kind: BulkKind, startedAt: number): Promise<void> {
  const resources =
    kind === 'products'
      ? ['products', 'deletions']
      : (await knownLocations(source)).map(id => `inventoryLevels:${id}`);
  for (const resource of resources) await moveWatermark(source, resource, startedAt);
}

async function load({ mirror, shopify }: Source, kind: BulkKind): Promise<ImportState | undefined> {
  const text = await mirror.watermark(shopify.shop, `import:${kind}`);
  return text ? (JSON.parse(text) as ImportState) : undefined;
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

/** Shopify ended a bulk operation without its result. */
export class BulkFailed extends Error {
  override readonly name = 'BulkFailed';
}

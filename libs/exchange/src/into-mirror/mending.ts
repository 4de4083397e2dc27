import type { Damage } from '@tidemark/mirror';
import { collectionNames, type CollectionName, type RecordName } from '@tidemark/schema';
import { resourceKinds } from '@tidemark/shopify';
import { asOfNow } from './as-of.ts';
import { catchUpShop } from '../catch-up/catch-up.ts';
import { commitLevels, commitReads, noted } from './commit-reads.ts';
import type { Source } from '../source.ts';
import type { Timers } from '../driver/timers.ts';

/** How long met damage is gathered: one read serves many tills. */
const gatherMs = 250;

/**
 * Repairs stored rows that are no longer JSON as soon as a reader meets them ([E27]): Shopify's documents are read
 * again, and records are set aside. A row that cannot be repaired now is repaired when it is next met, at the latest by
 * an audit.
 */
export class Mending {
  readonly #source: () => Source;
  readonly #timers: Timers;
  readonly #met = new Map<Damage['collection'], Set<string>>();
  #due: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(source: () => Source, timers: Timers) {
    this.#source = source;
    this.#timers = timers;
  }

  get busy(): Promise<void> | undefined {
    return this.#running;
  }

  add({ shop, collection, ids }: Damage): void {
    if (shop !== this.#source().shopify.shop) return;
    const met = this.#met.get(collection) ?? new Set();
    this.#met.set(collection, met);
    for (const id of ids) met.add(id);
    this.#due ??= this.#timers.after(gatherMs, () => {
      this.#running = this.#mendAll().finally(() => {
        this.#running = this.#due = undefined;
      });
    });
  }

  async #mendAll(): Promise<void> {
    const source = this.#source();
    const met = [...this.#met].map(([collection, ids]) => [collection, [...ids]] as const);
    this.#met.clear();
    for (const [collection, ids] of met) {
      try {
        source.log({ name: 'mirror-damaged', shop: source.shopify.shop, collection, ids });
        await mend(source, collection, ids);
      } catch (error) {
        if (source.signal.aborted) return;
        source.log({ name: 'mend-failed', shop: source.shopify.shop, collection, error: String(error) });
      }
    }
  }
}

/** Reads damaged documents again, or sets records aside. */
export async function mend(
  source: Source,
  collection: Damage['collection'],
  ids: readonly string[],
): Promise<void> {
  const { shopify, records, signal } = source;
  const mirrored = collectionNames.find(each => each === collection);
  if (mirrored === undefined) return records.setAside(shopify.shop, collection as RecordName, ids);
  const kind = resourceKinds.find(each => each === mirrored);
  if (kind !== undefined) {
    const { found, gone, readAt } = await shopify.byIds(kind, ids, 'background', signal);
    const absent = gone.map(id => ({ id, goneAt: undefined, isConfirmed: false }));
    const options = { readNewLevels: false, lane: 'background' } as const;
    await commitReads(source, kind, found, absent, readAt, options);
  } else if (mirrored === 'inventoryLevels') await mendLevels(source, mirrored, ids);
  else await catchUpShop(source);
}

async function mendLevels(source: Source, collection: CollectionName, ids: readonly string[]): Promise<void> {
  const { shopify, mirror, signal } = source;
  const asOf = await asOfNow(source);
  const items = new Set(ids.map(id => id.slice(0, id.indexOf('@'))));
  const { found, gone, readAt } = await shopify.levelsOfItems([...items], 'background', signal);
  await commitLevels(source, found, readAt, asOf);
  const lost = ids
    .filter(id => gone.includes(id.slice(0, id.indexOf('@'))))
    .map(id => ({ kind: 'retired', id, scope: id.slice(id.indexOf('@') + 1), readAt }) as const);
  noted(source, collection, await mirror.commit(shopify.shop, collection, lost));
}

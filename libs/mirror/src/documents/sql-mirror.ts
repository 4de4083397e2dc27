import type { Checkpoint } from '@tidemark/protocol';
import { collectionNames, scopeFor, type CollectionName, type Scope } from '@tidemark/schema';
import { sql, type Kysely } from 'kysely';
import type { CommitListeners } from './commit-listeners.ts';
import { withCode } from '../search/codes.ts';
import { commitChanges } from './commit.ts';
import type { DamageListeners } from '../damage/damage-listeners.ts';
import type {
  Change,
  CodeMatch,
  CommitResult,
  Committed,
  Damage,
  DamagedBucket,
  Mirror,
  QuarantineAsk,
  WatermarkMove,
} from '../contract/mirror.ts';
import { beginHistory, collectionHead, moveWatermark, readingShop, shopHead } from './places.ts';
import { watermarkOf } from './watermarks.ts';
import { writerTransaction, writingTogether } from './shop-lock.ts';
import { rowId } from '../statements/engine.ts';
import { inSlices } from '../statements/in-slices.ts';
import { forgetQuarantined, quarantined } from '../damage/quarantine.ts';
import { ordersCreatedBefore } from '../statements/short-walks.ts';
import { searchTexts } from '../search/search-texts.ts';
import { damagedBuckets, rebuildDigests } from '../damage/self-check.ts';
import type { Sweep } from '../damage/sweep.ts';
import { retirePrices } from './price-log.ts';
import { SqlReplicated } from '../pages/sql-replicated.ts';
import { tallies } from '../statements/tallies.ts';
import type { Tables } from '../tables.ts';

/** The mirror in SQL. Every method is one transaction, so its result is of one moment. */
export class SqlMirror implements Mirror {
  readonly #db: Kysely<Tables>;
  readonly #newEpoch: () => string;
  readonly #listeners: CommitListeners<Committed>;
  readonly #reads: SqlReplicated<CollectionName>;
  readonly #damage: DamageListeners;
  readonly #sweep: Sweep;

  constructor(
    db: Kysely<Tables>,
    newEpoch: () => string,
    listeners: CommitListeners<Committed>,
    damage: DamageListeners,
    sweep: Sweep,
  ) {
    this.#sweep = sweep;
    this.#db = db;
    this.#reads = new SqlReplicated(db, newEpoch, damage, sweep.soundness);
    this.#newEpoch = newEpoch;
    this.#listeners = listeners;
    this.#damage = damage;
  }

  async commit(
    shop: string,
    collection: CollectionName,
    changes: readonly Change[],
    watermark?: WatermarkMove,
  ): Promise<CommitResult> {
    return this.#listeners.run(tell =>
      writerTransaction(this.#db, shop, async trx => {
        const head = await shopHead(trx, shop, this.#newEpoch);
        const { result, scopes } = await commitChanges(trx, { shop, collection, head }, changes);
        if (watermark) await moveWatermark(trx, shop, watermark);
        if (scopes.size > 0) tell({ shop, collection, scopes });
        return result;
      }),
    );
  }

  changesAfter(...asked: Parameters<Mirror['changesAfter']>): ReturnType<Mirror['changesAfter']> {
    return this.#reads.changesAfter(...asked);
  }

  async heads(shop: string, locationId: string): Promise<Record<CollectionName, Checkpoint>> {
    return readingShop(this.#db, shop, this.#newEpoch, async (trx, { epoch }) => {
      const heads = {} as Record<CollectionName, Checkpoint>;
      for (const collection of collectionNames) {
        heads[collection] = await collectionHead(
          trx,
          shop,
          collection,
          scopeFor(collection, locationId),
          epoch,
        );
      }
      return heads;
    });
  }

  digest(...asked: Parameters<Mirror['digest']>): ReturnType<Mirror['digest']> {
    return this.#reads.digest(...asked);
  }

  bucket(...asked: Parameters<Mirror['bucket']>): ReturnType<Mirror['bucket']> {
    return this.#reads.bucket(...asked);
  }

  documents(...asked: Parameters<Mirror['documents']>): ReturnType<Mirror['documents']> {
    return this.#reads.documents(...asked);
  }

  async damagedBuckets(shop: string, collection: CollectionName): Promise<readonly DamagedBucket[]> {
    const scopes = await this.scopes(shop, collection);
    for (const scope of scopes) await this.#sweep.look({ shop, collection, scope });
    return damagedBuckets(this.#db, shop, collection, scopes);
  }

  async rebuildDigests(
    shop: string,
    collection: CollectionName,
    buckets: readonly DamagedBucket[],
  ): Promise<void> {
    for (const each of buckets)
      await writingTogether(this.#db, shop, trx => rebuildDigests(trx, shop, collection, [each]));
  }

  async count(shop: string, collection: CollectionName, scope?: Scope): Promise<number> {
    let query = this.#db
      .selectFrom('digest')
      .select(eb => eb.fn.coalesce(eb.fn.sum<number>('count'), eb.lit(0)).as('total'))
      .where('shop', '=', shop)
      .where('collection', '=', collection);
    if (scope !== undefined) query = query.where('scope', '=', scope);
    return Number((await query.executeTakeFirstOrThrow()).total);
  }

  async scopes(shop: string, collection: CollectionName): Promise<readonly Scope[]> {
    const rows = await this.#db
      .selectFrom('collection_head')
      .select('scope')
      .where('shop', '=', shop)
      .where('collection', '=', collection)
      .orderBy('scope')
      .execute();
    return rows.map(row => row.scope);
  }

  async idsAfter(
    shop: string,
    collection: CollectionName,
    after: string | undefined,
    limit: number,
  ): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom('document')
      .select('id')
      .distinct()
      .where('shop', '=', shop)
      .where('collection', '=', collection)
      .where('id', '>', after ?? '')
      .where('deleted', '=', 0)
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(row => row.id);
  }

  async createdBefore(
    shop: string,
    _collection: 'orders',
    instant: string,
    limit: number,
  ): Promise<readonly string[]> {
    return ordersCreatedBefore(this.#db, shop, instant, limit);
  }

  async purgeTombstones(shop: string, time: number): Promise<number> {
    return inSlices(this.#db, shop, (db, rows) =>
      db
        .deleteFrom('document')
        .where(
          rowId,
          'in',
          db
            .selectFrom('document')
            .select(rowId.as('row'))
            .where('shop', '=', shop)
            .where('deleted', '=', sql.lit(1))
            .where('read_at', '<', time)
            .limit(rows),
        )
        .executeTakeFirstOrThrow(),
    );
  }

  beginHistory(shop: string): Promise<string> {
    return beginHistory(this.#db, shop, this.#newEpoch);
  }

  productsWithCode(shop: string, code: string): Promise<readonly CodeMatch[]> {
    return withCode(this.#db, shop, code);
  }

  search(...[shop, kind, ask]: Parameters<Mirror['search']>): ReturnType<Mirror['search']> {
    return searchTexts(this.#db, shop, kind, ask);
  }

  async quarantineCount(shop: string): Promise<number> {
    return (await tallies(this.#db, shop, 'quarantine')).get('') ?? 0;
  }

  quarantined(shop: string, ask: QuarantineAsk): ReturnType<Mirror['quarantined']> {
    return quarantined(this.#db, shop, ask);
  }

  forgetQuarantined(shop: string, collection: CollectionName, time: number): Promise<number> {
    return forgetQuarantined(this.#db, shop, collection, time);
  }

  retirePrices(shop: string, time: number): Promise<number> {
    return retirePrices(this.#db, shop, time);
  }

  watermark(shop: string, resource: string): Promise<string | undefined> {
    return watermarkOf(this.#db, shop, resource);
  }

  async setWatermark(shop: string, move: WatermarkMove): Promise<void> {
    await writingTogether(this.#db, shop, trx => moveWatermark(trx, shop, move));
  }

  onCommit(listener: (committed: Committed) => void): () => void {
    return this.#listeners.add(listener);
  }

  onDamage(listener: (damage: Damage) => void): () => void {
    return this.#damage.add(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listeners.clear();
    await this.#sweep.stop();
    await this.#db.destroy();
  }
}

import {
  bucketCount,
  emptyDigest,
  maxPageBytes,
  resume,
  type Checkpoint,
  type Digest,
} from '@tidemark/protocol';
import type { Scope } from '@tidemark/schema';
import type { Kysely } from 'kysely';
import type { DamageListeners } from '../damage/damage-listeners.ts';
import { pageRows, rowsOfPage } from './page-rows.ts';
import { bucketRows, collectionHead, livingInBucket, readingShop, wholeDigest } from '../documents/places.ts';
import type { ChangePage, Replicated, ReplicatedName } from '../contract/replicated.ts';
import type { Soundness } from '../damage/soundness.ts';
import type { Tables } from '../tables.ts';
import { bytesOf, isWhole } from '../damage/whole-rows.ts';

/** What tills pull, in SQL. Every method is one transaction, so its result is of one moment. */
export class SqlReplicated<C extends ReplicatedName> implements Replicated<C> {
  readonly #db: Kysely<Tables>;
  readonly #newEpoch: () => string;
  readonly #damage: DamageListeners;
  readonly #soundness: Soundness;

  constructor(db: Kysely<Tables>, newEpoch: () => string, damage: DamageListeners, soundness: Soundness) {
    this.#soundness = soundness;
    this.#db = db;
    this.#newEpoch = newEpoch;
    this.#damage = damage;
  }

  async changesAfter(
    shop: string,
    collection: C,
    scope: Scope,
    from: Checkpoint | undefined,
    limit: number,
    mostBytes = maxPageBytes,
    emptyAt = 0,
  ): Promise<ChangePage> {
    return readingShop(this.#db, shop, this.#newEpoch, async (trx, newest) => {
      const start = resume(from, newest);
      const ask = { shop, collection, scope, after: start.seq, limit, mostBytes, emptyAt };
      const { rows, isEnd } = await pageRows(trx, ask, this.#soundness, ids =>
        this.#damage.tell({ shop, collection, ids }),
      );
      const head = await collectionHead(trx, shop, collection, scope, newest.epoch);
      const last = rows.at(-1);
      const documents = rows.map(row => row.body);
      if (last && !isEnd)
        return { documents, checkpoint: { epoch: head.epoch, seq: last.seq }, head, digest: undefined };
      // The head may be beyond the last document, because of a forgotten tombstone.
      const checkpoint = head.seq > start.seq ? head : start;
      return { documents, checkpoint, head, digest: await wholeDigest(trx, shop, collection, scope) };
    });
  }

  async digest(shop: string, collection: C, scope: Scope): ReturnType<Replicated<C>['digest']> {
    return readingShop(this.#db, shop, this.#newEpoch, async (trx, { epoch }) => {
      const checkpoint = await collectionHead(trx, shop, collection, scope, epoch);
      const rows = await bucketRows(trx, shop, collection, scope);
      const buckets: Digest[] = Array.from({ length: bucketCount }, () => emptyDigest);
      for (const { bucket, count, hash } of rows) buckets[bucket] = { count, hash };
      return { checkpoint, buckets };
    });
  }

  async bucket(
    shop: string,
    collection: C,
    scope: Scope,
    bucket: number,
  ): ReturnType<Replicated<C>['bucket']> {
    return readingShop(this.#db, shop, this.#newEpoch, async (trx, { epoch }) => {
      const rows = await livingInBucket(trx, { shop, collection, scope, bucket })
        .select(['id', 'rev'])
        .orderBy('id')
        .execute();
      return { checkpoint: await collectionHead(trx, shop, collection, scope, epoch), entries: rows };
    });
  }

  async documents(
    shop: string,
    collection: C,
    scope: Scope,
    ids: readonly string[],
  ): ReturnType<Replicated<C>['documents']> {
    return readingShop(this.#db, shop, this.#newEpoch, async (trx, { epoch }) => {
      const documents: string[] = [];
      let left = [...new Set(ids)];
      for (let bytes = 0; left.length > 0;) {
        const part = left.slice(0, 500);
        const wanted = trx
          .selectFrom('document')
          .select(['id', 'body', bytesOf.as('bytes'), isWhole(collection).as('is_whole')])
          .where('shop', '=', shop)
          .where('collection', '=', collection)
          .where('scope', '=', scope)
          .where('id', 'in', part)
          .orderBy('id');
        const { rows, isEnd } = await rowsOfPage(wanted, part.length + 1, maxPageBytes - bytes);
        const damaged = rows.filter(row => row.is_whole === 0).map(row => row.id);
        if (damaged.length > 0) this.#damage.tell({ shop, collection, ids: damaged });
        documents.push(...rows.filter(row => row.is_whole === 1).map(row => row.body));
        bytes += rows.reduce((sum, row) => sum + row.bytes, 0);
        const answered = new Set(isEnd ? part : rows.map(row => row.id));
        left = left.filter(id => !answered.has(id));
        if (!isEnd) break;
      }
      return { checkpoint: await collectionHead(trx, shop, collection, scope, epoch), documents, left };
    });
  }
}

import type { Checkpoint, SubmissionCounts } from '@tidemark/protocol';
import { promiseNames, type PromiseName, type PromiseOf, type Sale, type Submitted } from '@tidemark/schema';
import type { Kysely, Transaction } from 'kysely';
import type { CommitListeners } from './commit-listeners.ts';
import { countSubmissions } from './count-submissions.ts';
import { keepReceipts, leaveOutbox, placeInOutbox } from './outbox.ts';
import { collectionHead, shopHead } from './places.ts';
import type {
  JudgeRow,
  MoveOn,
  PromiseCommitted,
  PromiseKey,
  Promises,
  PushedState,
  RowOutcome,
  SubmittedName,
  Taken,
} from './promises.ts';
import { SqliteReplicated } from './sqlite-replicated.ts';
import type { Tables } from './tables.ts';
import { promiseRow, readPromises, writePromises, type StoredPromise } from './write-promises.ts';

/** Promises and outbox in SQL. Every method is one transaction. */
export class SqlitePromises implements Promises {
  readonly #db: Kysely<Tables>;
  readonly #newEpoch: () => string;
  readonly #listeners: CommitListeners<PromiseCommitted>;
  readonly #reads: SqliteReplicated<PromiseName>;

  constructor(db: Kysely<Tables>, newEpoch: () => string, listeners: CommitListeners<PromiseCommitted>) {
    this.#db = db;
    this.#newEpoch = newEpoch;
    this.#listeners = listeners;
    this.#reads = new SqliteReplicated(db, newEpoch);
  }

  changesAfter(...asked: Parameters<Promises['changesAfter']>): ReturnType<Promises['changesAfter']> {
    return this.#reads.changesAfter(...asked);
  }

  digest(...asked: Parameters<Promises['digest']>): ReturnType<Promises['digest']> {
    return this.#reads.digest(...asked);
  }

  bucket(...asked: Parameters<Promises['bucket']>): ReturnType<Promises['bucket']> {
    return this.#reads.bucket(...asked);
  }

  documents(...asked: Parameters<Promises['documents']>): ReturnType<Promises['documents']> {
    return this.#reads.documents(...asked);
  }

  async store(
    shop: string,
    collection: PromiseName,
    rows: readonly PushedState[],
    judge: JudgeRow,
    storedAt: number,
  ): Promise<readonly RowOutcome[]> {
    const { outcomes, isChange } = await this.#db.transaction().execute(async trx => {
      const head = await shopHead(trx, shop, this.#newEpoch);
      const ids = rows.map(each => each.id);
      const before = await readPromises(trx, shop, collection, ids);
      const after = new Map<string, StoredPromise>();
      const answers = rows.map((row): RowOutcome => {
        const current = after.get(row.id) ?? before.get(row.id);
        const verdict = judge(row, current?.document);
        if (verdict.kind === 'refuse')
          return { outcome: 'refused', id: row.id, code: verdict.code, message: verdict.message };
        const next =
          verdict.changed || !current ? promiseRow(verdict.document, current?.readAt ?? storedAt) : current;
        if (next !== current) {
          // Last changed, last in order.
          after.delete(row.id);
          after.set(row.id, next);
        }
        if (verdict.kind === 'accept') return { outcome: 'accepted', id: row.id };
        return { outcome: 'conflict', id: row.id, document: { ...next.document, _deleted: false } };
      });
      const changed = [...after.values()];
      if (changed.length > 0) await writePromises(trx, { shop, collection, head }, changed, before);
      const fresh = changed.filter(each => !before.has(each.id)).map(each => each.document);
      if (collection !== 'carts')
        await placeInOutbox(trx, { shop, collection }, fresh as Submitted[], storedAt, head.seq + 1);
      if (collection === 'sales') await keepReceipts(trx, shop, fresh as Sale[]);
      return { outcomes: answers, isChange: changed.length > 0 };
    });
    if (isChange) this.#listeners.tell({ shop, collection });
    return outcomes;
  }

  async heads(shop: string): Promise<Record<PromiseName, Checkpoint>> {
    return this.#db.transaction().execute(async trx => {
      const { epoch } = await shopHead(trx, shop, this.#newEpoch);
      const heads = {} as Record<PromiseName, Checkpoint>;
      for (const name of promiseNames) heads[name] = await collectionHead(trx, shop, name, '', epoch);
      return heads;
    });
  }

  async find<C extends PromiseName>(
    shop: string,
    collection: C,
    id: string,
  ): Promise<PromiseOf[C] | undefined> {
    const found = await this.#db.transaction().execute(trx => readPromises(trx, shop, collection, [id]));
    return found.get(id)?.document as PromiseOf[C] | undefined;
  }

  async take<C extends SubmittedName>(
    shop: string,
    collection: C,
    now: number,
    leasedUntil: number,
    limit: number,
  ): Promise<readonly Taken<C>[]> {
    return this.#db.transaction().execute(async trx => {
      const rows = await trx
        .selectFrom('outbox')
        .select(['id', 'stored_at'])
        .where('shop', '=', shop)
        .where('collection', '=', collection)
        .where('stage', '=', 'submit')
        .where('not_before', '<=', now)
        .where('leased_until', '<=', now)
        .orderBy('place')
        .limit(limit)
        .execute();
      const ids = rows.map(each => each.id);
      if (ids.length === 0) return [];
      await trx
        .updateTable('outbox')
        .set({ leased_until: leasedUntil })
        .where('shop', '=', shop)
        .where('collection', '=', collection)
        .where('id', 'in', ids)
        .execute();
      const documents = await readPromises(trx, shop, collection, ids);
      return rows.flatMap(({ id, stored_at: storedAt }) => {
        const document = documents.get(id)?.document as PromiseOf[C] | undefined;
        return document ? [{ collection, id, document, storedAt, leasedUntil }] : [];
      });
    });
  }

  begin<C extends SubmittedName>(
    shop: string,
    taken: Taken<C>,
    leasedUntil: number,
    begin: MoveOn,
  ): Promise<PromiseOf[C] | undefined> {
    return this.#moveOn(shop, taken, begin, 0, { held: taken.leasedUntil, until: leasedUntil });
  }

  move<C extends SubmittedName>(
    shop: string,
    key: PromiseKey<C>,
    next: MoveOn,
    now: number,
  ): Promise<PromiseOf[C] | undefined> {
    return this.#moveOn(shop, key, next, now, undefined);
  }

  async postpone(shop: string, { collection, id, leasedUntil }: Taken, notBefore: number): Promise<void> {
    await this.#db
      .updateTable('outbox')
      .set({ not_before: notBefore, leased_until: 0 })
      .where('shop', '=', shop)
      .where('collection', '=', collection)
      .where('id', '=', id)
      .where('leased_until', '=', leasedUntil)
      .execute();
  }

  async toRead(shop: string, limit: number): ReturnType<Promises['toRead']> {
    return this.#db.transaction().execute(async trx => {
      const rows = await trx
        .selectFrom('outbox')
        .innerJoin('document', join =>
          join
            .onRef('document.shop', '=', 'outbox.shop')
            .onRef('document.collection', '=', 'outbox.collection')
            .onRef('document.id', '=', 'outbox.id'),
        )
        .select(['outbox.collection', 'outbox.id', 'document.body'])
        .where('outbox.shop', '=', shop)
        .where('outbox.stage', '=', 'read')
        .orderBy('outbox.place')
        .limit(limit)
        .execute();
      return rows.map(({ collection, id, body }) => ({
        collection: collection as SubmittedName,
        id,
        document: JSON.parse(body) as Submitted,
      }));
    });
  }

  async haveRead(shop: string, keys: readonly PromiseKey[]): Promise<void> {
    await this.#db.transaction().execute(trx => leaveOutbox(trx, shop, keys));
  }

  async nextDue(shop: string, collection: SubmittedName): Promise<number | undefined> {
    const { due } = await this.#db
      .selectFrom('outbox')
      .select(eb => eb.fn.min<number | null>(eb.fn<number>('max', ['not_before', 'leased_until'])).as('due'))
      .where('shop', '=', shop)
      .where('collection', '=', collection)
      .where('stage', '=', 'submit')
      .executeTakeFirstOrThrow();
    return due ?? undefined;
  }

  counts(shop: string): Promise<SubmissionCounts> {
    return countSubmissions(this.#db, shop);
  }

  async lastReceipt(shop: string, tillId: string, prefix: string): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('receipt')
      .select('last')
      .where('shop', '=', shop)
      .where('till_id', '=', tillId)
      .where('prefix', '=', prefix)
      .executeTakeFirst();
    return row?.last;
  }

  onCommit(listener: (committed: PromiseCommitted) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** `lease`: what must still be held, and is renewed; undefined ends whichever there is. */
  async #moveOn<C extends SubmittedName>(
    shop: string,
    { collection, id }: PromiseKey<C>,
    next: MoveOn,
    now: number,
    lease: { readonly held: number; readonly until: number } | undefined,
  ): Promise<PromiseOf[C] | undefined> {
    const moved = await this.#db.transaction().execute(async trx => {
      if (lease && !(await isHeld(trx, shop, { collection, id }, lease.held))) return undefined;
      const before = await readPromises(trx, shop, collection, [id]);
      const stored = before.get(id);
      if (!stored) return undefined;
      const newest = await shopHead(trx, shop, this.#newEpoch);
      const head = await collectionHead(trx, shop, collection, '', newest.epoch);
      const submission = next(stored.document as Submitted, head);
      if (submission === undefined) return undefined;
      const row = promiseRow({ ...stored.document, submission } as Submitted, stored.readAt);
      if (row.rev !== stored.rev) await writePromises(trx, { shop, collection, head: newest }, [row], before);
      await placeInOutbox(trx, { shop, collection }, [row.document as Submitted], now, newest.seq + 1);
      if (lease)
        await trx
          .updateTable('outbox')
          .set({ leased_until: lease.until })
          .where('shop', '=', shop)
          .where('collection', '=', collection)
          .where('id', '=', id)
          .execute();
      return { document: row.document as PromiseOf[C], isChange: row.rev !== stored.rev };
    });
    if (moved?.isChange) this.#listeners.tell({ shop, collection });
    return moved?.document;
  }
}

async function isHeld(
  trx: Transaction<Tables>,
  shop: string,
  { collection, id }: PromiseKey,
  lease: number,
): Promise<boolean> {
  const row = await trx
    .selectFrom('outbox')
    .select('leased_until')
    .where('shop', '=', shop)
    .where('collection', '=', collection)
    .where('id', '=', id)
    .where('stage', '=', 'submit')
    .executeTakeFirst();
  return row?.leased_until === lease;
}

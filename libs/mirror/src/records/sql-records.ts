import type { Checkpoint, SubmissionCounts } from '@tidemark/protocol';
import { recordNames, type RecordName, type RecordOf, type Submitted } from '@tidemark/schema';
import type { Kysely, Transaction } from 'kysely';
import type { CommitListeners } from '../documents/commit-listeners.ts';
import type { DamageListeners } from '../damage/damage-listeners.ts';
import { countSubmissions } from './count-submissions.ts';
import { isBehind } from './edit-order.ts';
import { journalState } from './journal-rows.ts';
import { ShopGatherings } from './gathering.ts';
import { leaveOutbox, placeInOutbox } from './outbox.ts';
import { freeLeases, isHeld, letGo } from './leases.ts';
import { dueNow, nextDue } from './outbox-due.ts';
import { collectionHead, readingShop, shopHead } from '../documents/places.ts';
import { reading, writerTransaction, writing, writingTogether } from '../documents/shop-lock.ts';
import { storePushes, type Push } from './store-push.ts';
import {
  type Decided,
  type JudgeRow,
  type MoveOn,
  type RecordCommitted,
  type RecordKey,
  type Records,
  type PushedState,
  type RowOutcome,
  type SubmittedName,
  type Taken,
} from '../contract/records.ts';
import { salesWithReceipt } from './receipts.ts';
import { readKnown, retireBatch } from './retire.ts';
import { recordScope } from '../contract/replicated.ts';
import { isShared } from '../statements/engine.ts';
import { setAside } from '../damage/set-aside.ts';
import type { Soundness } from '../damage/soundness.ts';
import { eraseConnected } from '../people/erase-connected.ts';
import type { Redactions } from '../people/redactions.ts';
import { SqlReplicated } from '../pages/sql-replicated.ts';
import type { Tables } from '../tables.ts';
import { readWhole } from '../damage/whole-rows.ts';
import { recordRow, readRecordRows, readRecords, writeRecords } from './write-records.ts';

/** The rows of several pushes that share one transaction, for which all other callers wait. */
const rowsTogether = 200;

/** Records and outbox in SQL. Every method is one transaction. */
export class SqlRecords implements Records {
  readonly #db: Kysely<Tables>;
  readonly #newEpoch: () => string;
  readonly #newLease: () => string;
  readonly #listeners: CommitListeners<RecordCommitted>;
  readonly #reads: SqlReplicated<RecordName>;
  readonly #redactions: Redactions;

  /** A push is answered after its commit, and a commit waits for the disk: pushes that arrive together share one. */
  readonly #arriving: ShopGatherings<Push, readonly RowOutcome[]>;

  constructor(
    db: Kysely<Tables>,
    newEpoch: () => string,
    listeners: CommitListeners<RecordCommitted>,
    damage: DamageListeners,
    soundness: Soundness,
    redactions: Redactions,
    newLease: () => string,
  ) {
    this.#newLease = newLease;
    this.#redactions = redactions;
    this.#db = db;
    this.#newEpoch = newEpoch;
    this.#arriving = new ShopGatherings(isShared(db), pushes => this.#storeTogether(pushes), {
      weigh: push => push.rows.length,
      most: rowsTogether,
    });
    this.#listeners = listeners;
    this.#reads = new SqlReplicated(db, newEpoch, damage, soundness);
  }

  changesAfter(...asked: Parameters<Records['changesAfter']>): ReturnType<Records['changesAfter']> {
    return this.#reads.changesAfter(...asked);
  }

  digest(...asked: Parameters<Records['digest']>): ReturnType<Records['digest']> {
    return this.#reads.digest(...asked);
  }

  bucket(...asked: Parameters<Records['bucket']>): ReturnType<Records['bucket']> {
    return this.#reads.bucket(...asked);
  }

  documents(...asked: Parameters<Records['documents']>): ReturnType<Records['documents']> {
    return this.#reads.documents(...asked);
  }

  async store(
    shop: string,
    collection: RecordName,
    rows: readonly PushedState[],
    judge: JudgeRow,
    storedAt: number,
  ): Promise<readonly RowOutcome[]> {
    return this.#arriving.add({ shop, collection, rows, judge, storedAt });
  }

  async heads(shop: string): Promise<Record<RecordName, Checkpoint>> {
    return readingShop(this.#db, shop, this.#newEpoch, async (trx, { epoch }) => {
      const heads = {} as Record<RecordName, Checkpoint>;
      for (const name of recordNames) heads[name] = await collectionHead(trx, shop, name, '', epoch);
      return heads;
    });
  }

  async find<C extends RecordName>(
    shop: string,
    collection: C,
    id: string,
  ): Promise<RecordOf[C] | undefined> {
    const found = await reading(this.#db, shop, trx => readKnown(trx, shop, collection, [id]));
    return found.get(id) as RecordOf[C] | undefined;
  }

  async retire(shop: string, before: number, now: number, limit: number): Promise<number> {
    const retired = await this.#listeners.run(tell =>
      writerTransaction(this.#db, shop, async trx => {
        const head = await shopHead(trx, shop, this.#newEpoch);
        const batch = await retireBatch(trx, { shop, before, now, limit, head });
        for (const collection of batch.left.keys()) tell({ shop, collection });
        return batch;
      }),
    );
    const left = [...retired.left.values()].reduce((sum, each) => sum + each, 0);
    // What was noted and may not leave is noted no more: others are behind it.
    return left === 0 && retired.seen > 0 ? this.retire(shop, before, now, limit) : left;
  }

  async take<C extends SubmittedName>(
    shop: string,
    collection: C,
    now: number,
    leasedUntil: number,
    limit: number,
  ): Promise<readonly Taken<C>[]> {
    const lease = this.#newLease();
    const taken = await writingTogether(this.#db, shop, async trx => {
      const rows = await dueNow(trx, { shop, collection, now }, limit);
      const ids = rows.map(each => each.id);
      if (ids.length === 0) return [];
      const { whole, damaged } = await readRecordRows(trx, shop, collection, ids);
      if (damaged.size > 0) return this.#aside(trx, shop, collection, [...damaged.keys()]);
      await trx
        .updateTable('outbox')
        .set({ leased_until: leasedUntil, lease })
        .where('shop', '=', shop)
        .where('collection', '=', collection)
        .where('id', 'in', ids)
        .execute();
      return rows.flatMap(({ id, stored_at: storedAt }) => {
        const document = whole.get(id)?.document as RecordOf[C] | undefined;
        return document ? [{ collection, id, document, storedAt, leasedUntil, lease }] : [];
      });
    });
    // Records behind those set aside are still due.
    return taken ?? this.take(shop, collection, now, leasedUntil, limit);
  }

  async begin<C extends SubmittedName>(
    shop: string,
    taken: Taken<C>,
    leasedUntil: number,
    begin: MoveOn,
  ): Promise<Taken<C> | undefined> {
    const lease = { held: taken.lease, until: leasedUntil };
    const document = await this.#moveOn(shop, taken, begin, 0, lease);
    return document && { ...taken, document, leasedUntil };
  }

  move<C extends SubmittedName>(
    shop: string,
    key: RecordKey<C>,
    next: MoveOn,
    now: number,
    decided?: Decided,
  ): Promise<RecordOf[C] | undefined> {
    return this.#moveOn(shop, key, next, now, undefined, decided);
  }

  async free(shop: string): Promise<void> {
    await writing(this.#db, shop, db => freeLeases(db, shop));
  }

  async postpone(shop: string, taken: Taken, notBefore: number): Promise<void> {
    await writing(this.#db, shop, db => letGo(db, shop, taken, notBefore));
  }

  isBehind(shop: string, editId: string): Promise<boolean> {
    return isBehind(this.#db, shop, editId);
  }

  async toRead(shop: string, limit: number, after = -1): ReturnType<Records['toRead']> {
    const rows = await this.#placed(shop)
      .select(['outbox.collection', 'outbox.id', 'outbox.place', 'document.body'])
      .where('outbox.stage', '=', 'read')
      .where('outbox.place', '>', after)
      .orderBy('outbox.place')
      .limit(limit)
      .execute();
    const read = rows.map(({ collection, body, ...row }) => ({
      ...{ ...row, collection: collection as SubmittedName },
      document: readWhole<Submitted>(body),
    }));
    const damaged = read.filter(each => each.document === undefined);
    for (const { collection, id } of damaged) await this.setAside(shop, collection, [id]);
    // A page is filled up without the records set aside: a shorter page would be the last.
    if (damaged.length > 0) return this.toRead(shop, limit, after);
    return read.flatMap(({ document, ...row }) => (document ? [{ ...row, document }] : []));
  }

  async setAside(shop: string, collection: RecordName, ids: readonly string[]): Promise<void> {
    await writingTogether(this.#db, shop, trx => this.#aside(trx, shop, collection, ids));
  }

  async haveRead(shop: string, keys: readonly RecordKey[]): Promise<void> {
    await writingTogether(this.#db, shop, trx => leaveOutbox(trx, shop, keys));
  }

  nextDue(shop: string, collection: SubmittedName, now: number): Promise<number | undefined> {
    return nextDue(this.#db, { shop, collection, now });
  }

  counts(shop: string): Promise<SubmissionCounts> {
    return countSubmissions(this.#db, shop);
  }

  journalState(shop: string, now: number): ReturnType<Records['journalState']> {
    return journalState(this.#db, shop, now);
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

  salesWithReceipt(shop: string, receiptNumber: string): ReturnType<Records['salesWithReceipt']> {
    return salesWithReceipt(this.#db, shop, receiptNumber);
  }

  onCommit(listener: (committed: RecordCommitted) => void): () => void {
    return this.#listeners.add(listener);
  }

  #storeTogether(pushes: readonly Push[]): Promise<readonly (readonly RowOutcome[])[]> {
    return this.#listeners.run(tell =>
      writerTransaction(this.#db, pushes[0]?.shop ?? '', async trx => {
        const outcomes = new Map<Push, readonly RowOutcome[]>();
        for (const together of Map.groupBy(pushes, each => `${each.shop} ${each.collection}`).values()) {
          const [{ shop, collection }] = together as [Push];
          const head = await shopHead(trx, shop, this.#newEpoch);
          const stored = await storePushes(trx, together, head, this.#redactions);
          if (stored.isChange) tell({ shop, collection });
          for (const [n, push] of together.entries()) outcomes.set(push, stored.outcomes[n] ?? []);
        }
        return pushes.map(each => outcomes.get(each) ?? []);
      }),
    );
  }

  async #aside(
    trx: Transaction<Tables>,
    shop: string,
    collection: RecordName,
    ids: readonly string[],
  ): Promise<undefined> {
    const { damaged } = await readRecordRows(trx, shop, collection, ids);
    if (damaged.size > 0) await setAside(trx, shop, collection, [...damaged.keys()]);
  }

  /** A shop's outbox rows with their documents. A cross join: SQLite begins with the table named first. */
  #placed(shop: string) {
    return this.#db
      .selectFrom('outbox')
      .crossJoin('document')
      .whereRef('document.shop', '=', 'outbox.shop')
      .whereRef('document.collection', '=', 'outbox.collection')
      .where('document.scope', '=', recordScope)
      .whereRef('document.id', '=', 'outbox.id')
      .where('outbox.shop', '=', shop);
  }

  /** `lease`: the lease that must still be held, and is renewed; undefined ends any lease. */
  async #moveOn<C extends SubmittedName>(
    shop: string,
    { collection, id }: RecordKey<C>,
    next: MoveOn,
    now: number,
    lease: { readonly held: string; readonly until: number } | undefined,
    decided?: Decided,
  ): Promise<RecordOf[C] | undefined> {
    const move = async (trx: Transaction<Tables>, tell: (committed: RecordCommitted) => void) => {
      if (lease && !(await isHeld(trx, shop, { collection, id }, lease.held))) return undefined;
      const before = await readRecords(trx, shop, collection, [id]);
      const stored = before.get(id);
      const newest = await shopHead(trx, shop, this.#newEpoch);
      const head = await collectionHead(trx, shop, collection, '', newest.epoch);
      if (!stored) {
        // A retired record is settled: its caller sees that, and nothing moves.
        const known = (await readKnown(trx, shop, collection, [id])).get(id);
        if (known) next(known as Submitted, head);
        return undefined;
      }
      const moved = next(stored.document as Submitted, head);
      if (moved === undefined) return undefined;
      const by = decided ? { decided } : {};
      const row = recordRow({ ...stored.document, ...moved, ...by } as Submitted, stored.readAt);
      if (row.rev !== stored.rev) await writeRecords(trx, { shop, collection, head: newest }, [row], before);
      const placed = { document: row.document as Submitted, storedAt: now };
      await placeInOutbox(trx, { shop, collection }, [placed], newest.seq + 1);
      if (lease)
        await trx
          .updateTable('outbox')
          .set({ leased_until: lease.until, lease: lease.held })
          .where('shop', '=', shop)
          .where('collection', '=', collection)
          .where('id', '=', id)
          .execute();
      if (collection === 'customerEdits') await eraseConnected(trx, shop, placed.document, now);
      if (row.rev !== stored.rev) tell({ shop, collection });
      return row.document as RecordOf[C];
    };
    return this.#listeners.run(tell => writingTogether(this.#db, shop, trx => move(trx, tell)));
  }
}

import {
  bucketOf,
  emptyDigest,
  revOf,
  withDocument,
  withoutDocument,
  type Checkpoint,
  type Digest,
} from '@tidemark/protocol';
import { codesOf, documentDefect, type CollectionName, type Product, type Scope } from '@tidemark/schema';
import type { Selectable, Transaction } from 'kysely';
import { judge, type StoredState } from './decide.ts';
import type { Change, CommitResult } from './mirror.ts';
import type { Tables } from './tables.ts';

type DocumentRow = Selectable<Tables['document']>;

interface Place {
  readonly shop: string;
  readonly collection: CollectionName;
  /** Where the shop's history stands before this commit. */
  readonly head: Checkpoint;
}

interface Outcome {
  readonly result: CommitResult;
  readonly scopes: ReadonlySet<Scope>;
}

/** Stores all changes within the caller's transaction: documents, seqs, heads, digests, codes and quarantine. */
export async function commitChanges(
  trx: Transaction<Tables>,
  place: Place,
  changes: readonly Change[],
): Promise<Outcome> {
  const work = new Commit(trx, place);
  for (const change of changes) await work.take(change);
  return work.finish();
}

class Commit {
  readonly #trx: Transaction<Tables>;
  readonly #place: Place;
  readonly #scopes = new Set<Scope>();
  readonly #digests = new Map<string, Digest>();
  readonly #quarantined: { id: string; defect: string }[] = [];
  #seq: number;
  #changed = 0;
  #unchanged = 0;
  #stale = 0;

  constructor(trx: Transaction<Tables>, place: Place) {
    this.#trx = trx;
    this.#place = place;
    this.#seq = place.head.seq;
  }

  async take(change: Change): Promise<void> {
    if (change.kind === 'present') return this.#present(change);
    const scopes = change.scope === '' ? await this.#scopesHolding(change.id) : [change.scope];
    for (const scope of scopes.length > 0 ? scopes : ['']) await this.#gone({ ...change, scope });
  }

  async finish(): Promise<Outcome> {
    const { shop, collection } = this.#place;
    if (this.#seq !== this.#place.head.seq) {
      await this.#trx.updateTable('shop').set({ seq: this.#seq }).where('shop', '=', shop).execute();
    }
    for (const [key, { count, hash }] of this.#digests) {
      const [scope, bucket] = splitKey(key);
      await this.#trx
        .insertInto('digest')
        .values({ shop, collection, scope, bucket, count, hash })
        .onConflict(conflict =>
          conflict.columns(['shop', 'collection', 'scope', 'bucket']).doUpdateSet({ count, hash }),
        )
        .execute();
    }
    const result = {
      changed: this.#changed,
      unchanged: this.#unchanged,
      stale: this.#stale,
      quarantined: this.#quarantined,
    };
    return { result, scopes: this.#scopes };
  }

  async #present(change: Extract<Change, { kind: 'present' }>): Promise<void> {
    const living = { ...change.document, rev: revOf(change.document) };
    const defect = documentDefect(this.#place.collection, living);
    if (defect !== undefined) {
      const row = await this.#row(change.scope, change.document.id);
      if (row && judge(storedState(row), { ...change, deleted: false, rev: living.rev }) === 'stale')
        this.#stale++;
      else await this.#quarantine(change.document.id, defect, living);
      return;
    }
    const body = JSON.stringify({ ...living, _deleted: false });
    const stored = await this.#store({
      ...change,
      id: change.document.id,
      deleted: false,
      rev: living.rev,
      body,
    });
    if (stored !== 'stale') await this.#release(change.document.id);
    if (stored === 'changed' && this.#place.collection === 'products')
      await this.#saveCodes(living as Product);
  }

  async #gone(change: Extract<Change, { kind: 'gone' }>): Promise<void> {
    const tombstone = { id: change.id, _deleted: true } as const;
    const rev = revOf(tombstone);
    const body = JSON.stringify({ id: change.id, rev, _deleted: true });
    const stored = await this.#store({ ...change, deleted: true, rev, body });
    if (stored !== 'stale') await this.#release(change.id);
  }

  async #store(next: {
    id: string;
    scope: Scope;
    deleted: boolean;
    rev: string;
    body: string;
    sourceUpdatedAt: number;
    readAt: number;
  }): Promise<'changed' | 'unchanged' | 'stale'> {
    const { shop, collection } = this.#place;
    const row = await this.#row(next.scope, next.id);
    const stored = row && storedState(row);
    const verdict = judge(stored, next);
    if (verdict === 'stale') {
      this.#stale++;
      return verdict;
    }
    const times = { source_updated_at: next.sourceUpdatedAt, read_at: next.readAt };
    if (verdict === 'unchanged') {
      this.#unchanged++;
      await this.#trx
        .updateTable('document')
        .set(times)
        .where('shop', '=', shop)
        .where('collection', '=', collection)
        .where('scope', '=', next.scope)
        .where('id', '=', next.id)
        .execute();
      return verdict;
    }
    const seq = ++this.#seq;
    const values = { ...times, seq, deleted: next.deleted ? 1 : 0, rev: next.rev, body: next.body };
    await this.#trx
      .insertInto('document')
      .values({ shop, collection, scope: next.scope, id: next.id, bucket: bucketOf(next.id), ...values })
      .onConflict(conflict => conflict.columns(['shop', 'collection', 'scope', 'id']).doUpdateSet(values))
      .execute();
    await this.#moveHead(next.scope, seq);
    if (stored && !stored.deleted) await this.#changeDigest(next.scope, next.id, stored.rev, withoutDocument);
    if (!next.deleted) await this.#changeDigest(next.scope, next.id, next.rev, withDocument);
    this.#changed++;
    this.#scopes.add(next.scope);
    return verdict;
  }

  #row(
    scope: Scope,
    id: string,
  ): Promise<Pick<DocumentRow, 'deleted' | 'source_updated_at' | 'read_at' | 'rev'> | undefined> {
    return this.#trx
      .selectFrom('document')
      .select(['deleted', 'source_updated_at', 'read_at', 'rev'])
      .where('shop', '=', this.#place.shop)
      .where('collection', '=', this.#place.collection)
      .where('scope', '=', scope)
      .where('id', '=', id)
      .executeTakeFirst();
  }

  async #scopesHolding(id: string): Promise<Scope[]> {
    const rows = await this.#trx
      .selectFrom('document')
      .select('scope')
      .where('shop', '=', this.#place.shop)
      .where('collection', '=', this.#place.collection)
      .where('id', '=', id)
      .execute();
    return rows.map(row => row.scope);
  }

  async #moveHead(scope: Scope, seq: number): Promise<void> {
    const { shop, collection } = this.#place;
    await this.#trx
      .insertInto('collection_head')
      .values({ shop, collection, scope, seq })
      .onConflict(conflict => conflict.columns(['shop', 'collection', 'scope']).doUpdateSet({ seq }))
      .execute();
  }

  async #changeDigest(
    scope: Scope,
    id: string,
    rev: string,
    change: (digest: Digest, id: string, rev: string) => Digest,
  ): Promise<void> {
    const bucket = bucketOf(id);
    const key = joinKey(scope, bucket);
    const digest = this.#digests.get(key) ?? (await this.#storedDigest(scope, bucket));
    this.#digests.set(key, change(digest, id, rev));
  }

  async #storedDigest(scope: Scope, bucket: number): Promise<Digest> {
    const row = await this.#trx
      .selectFrom('digest')
      .select(['count', 'hash'])
      .where('shop', '=', this.#place.shop)
      .where('collection', '=', this.#place.collection)
      .where('scope', '=', scope)
      .where('bucket', '=', bucket)
      .executeTakeFirst();
    return row ?? emptyDigest;
  }

  /** A deleted product keeps its codes, so that a look-up can say that it was deleted. */
  async #saveCodes(product: Product): Promise<void> {
    const { shop } = this.#place;
    await this.#trx
      .deleteFrom('code')
      .where('shop', '=', shop)
      .where('product_id', '=', product.id)
      .execute();
    const rows = product.variants.flatMap(variant =>
      codesOf(variant).map(code => ({ shop, code, product_id: product.id, variant_id: variant.id })),
    );
    for (const row of rows) await this.#trx.insertInto('code').values(row).execute();
  }

  async #quarantine(id: string, defect: string, document: object): Promise<void> {
    this.#quarantined.push({ id, defect });
    const body = JSON.stringify(document);
    await this.#trx
      .insertInto('quarantine')
      .values({ shop: this.#place.shop, collection: this.#place.collection, id, defect, body })
      .onConflict(conflict => conflict.columns(['shop', 'collection', 'id']).doUpdateSet({ defect, body }))
      .execute();
  }

  async #release(id: string): Promise<void> {
    await this.#trx
      .deleteFrom('quarantine')
      .where('shop', '=', this.#place.shop)
      .where('collection', '=', this.#place.collection)
      .where('id', '=', id)
      .execute();
  }
}

function storedState(
  row: Pick<DocumentRow, 'deleted' | 'source_updated_at' | 'read_at' | 'rev'>,
): StoredState {
  return {
    deleted: row.deleted === 1,
    sourceUpdatedAt: row.source_updated_at,
    readAt: row.read_at,
    rev: row.rev,
  };
}

function joinKey(scope: Scope, bucket: number): string {
  return `${bucket} ${scope}`;
}

function splitKey(key: string): [Scope, number] {
  const blank = key.indexOf(' ');
  return [key.slice(blank + 1), Number(key.slice(0, blank))];
}

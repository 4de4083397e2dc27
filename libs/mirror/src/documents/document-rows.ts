import { bucketOf } from '@tidemark/protocol';
import { scopeOfId, type CollectionName, type Scope } from '@tidemark/schema';
import type { Transaction } from 'kysely';
import { chunks } from '../statements/chunks.ts';
import { keyOf, type Place } from './place.ts';
import type { StoredState } from '../rules/decide.ts';
import { withoutAnswer } from '../statements/engine.ts';
import { insertRows, rowInsert, updating } from '../statements/insert-rows.ts';
import { listed } from '../statements/listed.ts';
import { prepared } from '../statements/prepared.ts';
import type { Change } from '../contract/mirror.ts';
import type { Tables } from '../tables.ts';
import { isWhole } from '../damage/whole-rows.ts';

export interface StoredRow extends StoredState {
  readonly scope: Scope;
  readonly id: string;
  /** True if the stored row is not JSON, or is too large. */
  readonly isDamaged?: boolean;
}

const idsPerStatement = 500;

const documentInsert = rowInsert(
  'document',
  [
    ...(['shop', 'collection', 'scope', 'id', 'bucket', 'seq', 'deleted', 'source_updated_at'] as const),
    ...(['read_at', 'rev', 'body'] as const),
  ],
  updating(
    ['shop', 'collection', 'scope', 'id'],
    ['seq', 'deleted', 'source_updated_at', 'read_at', 'rev', 'body'],
  ),
);

const headInsert = rowInsert(
  'collection_head',
  ['shop', 'collection', 'scope', 'seq'],
  updating(['shop', 'collection', 'scope'], ['seq']),
);

const moveShop = prepared<{ shop: string; seq: number }>()(
  (db, { shop, seq }) => db.updateTable('shop').set({ seq }).where('shop', '=', shop),
  withoutAnswer,
);

/** The documents of one collection of one shop, as a commit reads and writes them. */
export class DocumentRows {
  readonly #trx: Transaction<Tables>;
  readonly #place: Place;

  constructor(trx: Transaction<Tables>, place: Place) {
    this.#trx = trx;
    this.#place = place;
  }

  /** Expands a deletion of unknown scope to every scope that has the id; to the scope it names if none has. */
  async withScopes(changes: readonly Change[]): Promise<Change[]> {
    const open = changes.filter(each => each.kind === 'gone' && each.scope === '').map(each => idIn(each));
    const scopes = new Map<string, Scope[]>();
    for (const part of chunks(open, idsPerStatement)) {
      const rows = await this.#trx
        .selectFrom('document')
        .select(['id', 'scope'])
        .where('shop', '=', this.#place.shop)
        .where('collection', '=', this.#place.collection)
        .where('id', 'in', listed(part))
        .execute();
      for (const { id, scope } of rows) scopes.set(id, [...(scopes.get(id) ?? []), scope]);
    }
    return changes.flatMap((change): Change[] =>
      change.kind === 'gone' && change.scope === ''
        ? (scopes.get(change.id) ?? [scopeOfId(this.#place.collection as CollectionName, change.id)]).map(
            scope => ({
              ...change,
              scope,
            }),
          )
        : [change],
    );
  }

  async read(wanted: readonly { scope: Scope; id: string }[]): Promise<Map<string, StoredRow>> {
    const found = new Map<string, StoredRow>();
    for (const [scope, ids] of grouped(wanted)) {
      for (const part of chunks([...new Set(ids)], idsPerStatement)) {
        const rows = await this.#trx
          .selectFrom('document')
          .select([
            'id',
            'deleted',
            'source_updated_at',
            'read_at',
            'rev',
            isWhole(this.#place.collection).as('is_whole'),
          ])
          .where('shop', '=', this.#place.shop)
          .where('collection', '=', this.#place.collection)
          .where('scope', '=', scope)
          .where('id', 'in', listed(part))
          .execute();
        for (const {
          id,
          deleted,
          source_updated_at: sourceUpdatedAt,
          read_at: readAt,
          rev,
          is_whole,
        } of rows)
          found.set(keyOf(scope, id), {
            ...{ scope, id, deleted: deleted === 1, sourceUpdatedAt, readAt, rev },
            isDamaged: is_whole === 0,
          });
      }
    }
    return found;
  }

  /** Writes changed documents under the shop's next seqs, in this order, and moves the heads. */
  async write(changed: readonly (StoredRow & { readonly body: string })[]): Promise<void> {
    if (changed.length === 0) return;
    const { shop, collection, head } = this.#place;
    let { seq } = head;
    const heads = new Map<Scope, number>();
    const rows = changed.map(each => {
      heads.set(each.scope, ++seq);
      return [
        ...[shop, collection, each.scope, each.id, bucketOf(each.id), seq, each.deleted ? 1 : 0],
        ...[each.sourceUpdatedAt, each.readAt, each.rev, each.body],
      ];
    });
    await insertRows(this.#trx, documentInsert, rows);
    const headRows = [...heads].map(([scope, newest]) => [shop, collection, scope, newest]);
    await insertRows(this.#trx, headInsert, headRows);
    await moveShop(this.#trx, { shop, seq });
  }

  /** Writes the newer times of documents whose content is unchanged. */
  async touch(rows: readonly StoredRow[], before: ReadonlyMap<string, StoredRow>): Promise<void> {
    const byTimes = new Map<string, StoredRow[]>();
    for (const row of rows) {
      const stored = before.get(keyOf(row.scope, row.id));
      if (stored?.sourceUpdatedAt === row.sourceUpdatedAt && stored.readAt === row.readAt) continue;
      // Most rows were read together and keep their Shopify time: one statement updates all of those.
      const sameTime = stored?.sourceUpdatedAt === row.sourceUpdatedAt;
      const key = `${row.scope} ${row.readAt} ${sameTime ? '' : row.sourceUpdatedAt}`;
      const group = byTimes.get(key);
      if (group) group.push(row);
      else byTimes.set(key, [row]);
    }
    for (const [key, group] of byTimes) {
      const [first] = group;
      if (!first) continue;
      const times = key.endsWith(' ')
        ? { read_at: first.readAt }
        : { read_at: first.readAt, source_updated_at: first.sourceUpdatedAt };
      for (const part of chunks(group, idsPerStatement)) {
        await this.#trx
          .updateTable('document')
          .set(times)
          .where('shop', '=', this.#place.shop)
          .where('collection', '=', this.#place.collection)
          .where('scope', '=', first.scope)
          .where(
            'id',
            'in',
            part.map(each => each.id),
          )
          .execute();
      }
    }
  }
}

function idIn(change: Change): string {
  return change.kind === 'present' ? change.document.id : change.id;
}

function grouped(wanted: readonly { scope: Scope; id: string }[]): Map<Scope, string[]> {
  const groups = new Map<Scope, string[]>();
  for (const { scope, id } of wanted) {
    const group = groups.get(scope);
    if (group) group.push(id);
    else groups.set(scope, [id]);
  }
  return groups;
}

import type { CollectionName } from '@tidemark/schema';
import type { Kysely, Transaction } from 'kysely';
import { chunks } from '../statements/chunks.ts';
import type { Place } from '../documents/place.ts';
import { isOlderNews } from '../rules/decide.ts';
import { rowId } from '../statements/engine.ts';
import { inSlices } from '../statements/in-slices.ts';
import type { Quarantined, QuarantineAsk } from '../contract/mirror.ts';
import type { Tables } from '../tables.ts';

/** How much of an unreadable document is kept for a person to look at. */
const mostBytes = 4096;
const longestDefect = 400;

/** How new a report about a document is; `sourceUpdatedAt` is 0 if unknown. */
interface Times {
  readonly sourceUpdatedAt: number;
  readonly readAt: number;
}

interface Entry extends Times {
  readonly defect: string;
  readonly body: string;
  /** Undefined if unknown. */
  readonly createdAt: number | undefined;
}

/** Documents that cannot be read, with their defects; each leaves when it can be read, or is gone ([M5]). */
export class Quarantine {
  readonly #trx: Transaction<Tables>;
  readonly #place: Place<CollectionName>;
  /** Documents of this commit that are in quarantine already. */
  readonly #known: ReadonlyMap<string, Times & { readonly defect: string }>;
  readonly #in = new Map<string, Entry>();
  readonly #out = new Set<string>();

  private constructor(
    trx: Transaction<Tables>,
    place: Place<CollectionName>,
    known: ReadonlyMap<string, Times & { readonly defect: string }>,
  ) {
    this.#trx = trx;
    this.#place = place;
    this.#known = known;
  }

  static async open(
    trx: Transaction<Tables>,
    place: Place<CollectionName>,
    ids: readonly string[],
  ): Promise<Quarantine> {
    const { shop, collection } = place;
    const known = new Map<string, Times & { readonly defect: string }>();
    const inCollection = trx
      .selectFrom('quarantine')
      .where('shop', '=', shop)
      .where('collection', '=', collection);
    // Quarantine is usually empty.
    const isAny = await inCollection.select('id').limit(1).executeTakeFirst();
    for (const part of isAny ? chunks([...new Set(ids)], 500) : []) {
      const rows = await inCollection
        .select(['id', 'defect', 'source_updated_at', 'read_at'])
        .where('id', 'in', part)
        .execute();
      for (const { id, defect, source_updated_at: sourceUpdatedAt, read_at: readAt } of rows)
        known.set(id, { defect, sourceUpdatedAt, readAt });
    }
    return new Quarantine(trx, place, known);
  }

  /** Documents new in quarantine, or there for a new reason. */
  get added(): { id: string; defect: string }[] {
    return [...this.#in]
      .map(([id, { defect }]) => ({ id, defect }))
      .filter(({ id, defect }) => this.#known.get(id)?.defect !== defect);
  }

  add(id: string, { defect, body, ...times }: Entry): void {
    const known = this.#timesOf(id);
    if (known && isOlderNews(known, times)) return;
    this.#in.set(id, { defect: defect.slice(0, longestDefect), body: cut(body), ...times });
    this.#out.delete(id);
  }

  /** Takes a document out because it was read well, or is gone; not if what quarantine has is newer. */
  release(id: string, times: Times): void {
    const known = this.#timesOf(id);
    if (!known || isOlderNews(known, times)) return;
    this.#in.delete(id);
    if (this.#known.has(id)) this.#out.add(id);
  }

  async write(): Promise<void> {
    const { shop, collection } = this.#place;
    for (const part of chunks([...this.#out], 500)) {
      await this.#trx
        .deleteFrom('quarantine')
        .where('shop', '=', shop)
        .where('collection', '=', collection)
        .where('id', 'in', part)
        .execute();
    }
    const rows = [...this.#in].map(([id, { defect, body, sourceUpdatedAt, readAt, createdAt }]) => ({
      ...{ shop, collection, id, defect, body },
      source_updated_at: sourceUpdatedAt,
      read_at: readAt,
      created_at: createdAt ?? (sourceUpdatedAt || readAt),
    }));
    for (const part of chunks(rows, 100)) {
      await this.#trx
        .insertInto('quarantine')
        .values(part)
        .onConflict(conflict =>
          conflict.columns(['shop', 'collection', 'id']).doUpdateSet(eb => ({
            defect: eb.ref('excluded.defect'),
            body: eb.ref('excluded.body'),
            source_updated_at: eb.ref('excluded.source_updated_at'),
            read_at: eb.ref('excluded.read_at'),
            created_at: eb.ref('excluded.created_at'),
          })),
        )
        .execute();
    }
  }

  #timesOf(id: string): Times | undefined {
    return this.#in.get(id) ?? (this.#out.has(id) ? undefined : this.#known.get(id));
  }
}

/** Quarantined documents for a person to look at, a page at a time. */
export async function quarantined(
  db: Kysely<Tables>,
  shop: string,
  { collection, after, limit }: QuarantineAsk,
): Promise<readonly Quarantined[]> {
  let query = db.selectFrom('quarantine').select(['collection', 'id', 'defect']).where('shop', '=', shop);
  if (collection !== undefined) query = query.where('collection', '=', collection);
  if (after !== undefined) query = query.where('id', '>', after);
  return query.orderBy('collection').orderBy('id').limit(limit).execute();
}

export async function forgetQuarantined(
  db: Kysely<Tables>,
  shop: string,
  collection: CollectionName,
  time: number,
): Promise<number> {
  return inSlices(db, shop, (trx, rows) =>
    trx
      .deleteFrom('quarantine')
      .where(
        rowId,
        'in',
        trx
          .selectFrom('quarantine')
          .select(rowId.as('row'))
          .where('shop', '=', shop)
          .where('collection', '=', collection)
          .where('created_at', '<', time)
          .limit(rows),
      )
      .executeTakeFirstOrThrow(),
  );
}

function cut(body: string): string {
  const bytes = Buffer.from(body);
  return bytes.length <= mostBytes ? body : bytes.subarray(0, mostBytes).toString();
}

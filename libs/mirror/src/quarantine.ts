import type { CollectionName } from '@tidemark/schema';
import type { Transaction } from 'kysely';
import { chunks } from './chunks.ts';
import type { Place } from './commit.ts';
import type { Tables } from './tables.ts';

/** Documents that do not fit their schema, with what is wrong; each leaves when it fits, or is gone ([M5]). */
export class Quarantine {
  readonly #trx: Transaction<Tables>;
  readonly #place: Place<CollectionName>;
  readonly #in = new Map<string, { defect: string; body: string }>();
  readonly #out = new Set<string>();

  constructor(trx: Transaction<Tables>, place: Place<CollectionName>) {
    this.#trx = trx;
    this.#place = place;
  }

  get added(): { id: string; defect: string }[] {
    return [...this.#in].map(([id, { defect }]) => ({ id, defect }));
  }

  add(id: string, defect: string, body: string): void {
    this.#in.set(id, { defect, body });
    this.#out.delete(id);
  }

  release(id: string): void {
    this.#in.delete(id);
    this.#out.add(id);
  }

  async write(): Promise<void> {
    const { shop, collection } = this.#place;
    const isAny = await this.#trx
      .selectFrom('quarantine')
      .select('id')
      .where('shop', '=', shop)
      .where('collection', '=', collection)
      .limit(1)
      .executeTakeFirst();
    if (isAny) {
      for (const part of chunks([...this.#out], 500)) {
        await this.#trx
          .deleteFrom('quarantine')
          .where('shop', '=', shop)
          .where('collection', '=', collection)
          .where('id', 'in', part)
          .execute();
      }
    }
    for (const [id, { defect, body }] of this.#in) {
      await this.#trx
        .insertInto('quarantine')
        .values({ shop, collection, id, defect, body })
        .onConflict(conflict => conflict.columns(['shop', 'collection', 'id']).doUpdateSet({ defect, body }))
        .execute();
    }
  }
}

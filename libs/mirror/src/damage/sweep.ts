import type { Kysely } from 'kysely';
import type { DamageListeners } from './damage-listeners.ts';
import { Soundness, type PagePlace } from './soundness.ts';
import type { Tables } from '../tables.ts';
import { isWhole } from './whole-rows.ts';

/** Rows checked by one statement: a few milliseconds, after which other work gets its turn. */
const rowsAtOnce = 500;

/** Checks all stored rows once after the store opens, in the background, and a collection's rows on request ([M27]). */
export class Sweep {
  readonly soundness: Soundness;
  readonly #db: Kysely<Tables>;
  readonly #damage: DamageListeners;
  #isStopped = false;
  #done: Promise<void> = Promise.resolve();

  private constructor(db: Kysely<Tables>, damage: DamageListeners, opened: ReadonlyMap<string, number>) {
    this.#db = db;
    this.#damage = damage;
    this.soundness = new Soundness(opened);
  }

  /** Starts the sweep. `onError` hears why it could not finish: then each row is checked as it is read. */
  static async begin(
    db: Kysely<Tables>,
    damage: DamageListeners,
    onError: (error: unknown) => void,
  ): Promise<Sweep> {
    const shops = await db.selectFrom('shop').select(['shop', 'seq']).execute();
    const sweep = new Sweep(db, damage, new Map(shops.map(({ shop, seq }) => [shop, seq])));
    const places = await db.selectFrom('collection_head').select(['shop', 'collection', 'scope']).execute();
    sweep.#done = sweep.#lookAtAll(places).catch(onError);
    return sweep;
  }

  /** Resolves when every row that existed at the opening was checked. */
  get done(): Promise<void> {
    return this.#done;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#done;
  }

  /** Checks every row of a place, even those known to be good. */
  async look(place: PagePlace): Promise<void> {
    let isSound = true;
    for (let after: number | undefined = -1; after !== undefined && !this.#isStopped;) {
      const rows: { id: string; seq: number; is_whole: number }[] = await this.#rowsAfter(place, after);
      const ids = rows.filter(row => row.is_whole === 0).map(row => row.id);
      if (ids.length > 0) {
        isSound = false;
        this.soundness.suspect(place);
        this.#damage.tell({ shop: place.shop, collection: place.collection, ids });
      }
      after = rows.length < rowsAtOnce ? undefined : rows.at(-1)?.seq;
    }
    if (!this.#isStopped) this.soundness.looked(place, isSound);
  }

  async #lookAtAll(places: readonly PagePlace[]): Promise<void> {
    for (const place of places) await this.look(place);
  }

  #rowsAfter({ shop, collection, scope }: PagePlace, after: number) {
    return this.#db
      .selectFrom('document')
      .select(['id', 'seq', isWhole(collection).as('is_whole')])
      .where('shop', '=', shop)
      .where('collection', '=', collection)
      .where('scope', '=', scope)
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(rowsAtOnce)
      .execute();
  }
}

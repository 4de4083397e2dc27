import { recordNames, type CollectionName, type RecordName } from '@tidemark/schema';
import type { Kysely } from 'kysely';
import type { Committed } from '../contract/mirror.ts';
import type { RecordCommitted } from '../contract/records.ts';
import type { CommitListeners } from '../documents/commit-listeners.ts';
import { listed } from '../statements/listed.ts';
import type { Tables } from '../tables.ts';

interface Watched {
  users: number;
  /** The shop's newest place when it was last looked at; undefined: not yet. */
  place: { readonly epoch: string; readonly seq: number } | undefined;
}

interface ElsewhereParts {
  readonly db: Kysely<Tables>;
  readonly mirrorNews: Pick<CommitListeners<Committed>, 'tell'>;
  readonly recordNews: Pick<CommitListeners<RecordCommitted>, 'tell'>;
  /** How often to look, in milliseconds. */
  readonly everyMs: number;
}

/**
 * [M61] Announces what other processes commit to the shops that are watched: the shops' places say it, asked for in one
 * statement, however many shops there are. What this process commits itself is announced once more.
 */
export class CommitsElsewhere implements AsyncDisposable {
  readonly #parts: ElsewhereParts;
  readonly #shops = new Map<string, Watched>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #isAskedAgain = false;

  constructor(parts: ElsewhereParts) {
    this.#parts = parts;
  }

  async watch(shop: string): Promise<Disposable> {
    const watched = this.#shops.get(shop) ?? { users: 0, place: undefined };
    watched.users++;
    this.#shops.set(shop, watched);
    this.#timer ??= setInterval(() => this.lookNow(), this.#parts.everyMs).unref();
    let isOver = false;
    const end = (): void => {
      if (isOver) return;
      isOver = true;
      if (--watched.users > 0) return;
      this.#shops.delete(shop);
      if (this.#shops.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
    try {
      // A look that began before may not have asked for this shop.
      if (watched.place === undefined) await this.#looking?.catch(() => undefined);
      if (watched.place === undefined) await this.#look();
    } catch (error) {
      end();
      throw error;
    }
    return { [Symbol.dispose]: end };
  }

  /** Looks soon. What fails is tried again with the next look. */
  lookNow(): void {
    if (this.#shops.size > 0) void this.#look().catch(() => undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    this.#shops.clear();
    await this.#looking?.catch(() => undefined);
  }

  /** One look at a time; who asks during one gets the next. */
  #look(): Promise<void> {
    this.#isAskedAgain = true;
    this.#looking ??= this.#looks().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  async #looks(): Promise<void> {
    while (this.#isAskedAgain) {
      this.#isAskedAgain = false;
      await this.#lookOnce();
    }
  }

  async #lookOnce(): Promise<void> {
    const { db } = this.#parts;
    const asked = [...this.#shops.keys()];
    if (asked.length === 0) return;
    const rows = await db.selectFrom('shop').selectAll().where('shop', 'in', listed(asked)).execute();
    const places = new Map(rows.map(({ shop, ...place }) => [shop, place]));
    for (const shop of asked) {
      const watched = this.#shops.get(shop);
      // A shop of which nothing was committed yet.
      const now = places.get(shop) ?? { epoch: '', seq: 0 };
      if (!watched) continue;
      const before = watched.place;
      watched.place = now;
      if (before === undefined || (before.epoch === now.epoch && before.seq === now.seq)) continue;
      try {
        // In another history, every place is another one.
        await this.#announce(shop, before.epoch === now.epoch ? before.seq : -1);
      } catch (error) {
        watched.place = before;
        throw error;
      }
    }
  }

  async #announce(shop: string, after: number): Promise<void> {
    const { db, mirrorNews, recordNews } = this.#parts;
    const heads = await db
      .selectFrom('collection_head')
      .select(['collection', 'scope'])
      .where('shop', '=', shop)
      .where('seq', '>', after)
      .execute();
    for (const [collection, moved] of Map.groupBy(heads, each => each.collection)) {
      if ((recordNames as readonly string[]).includes(collection))
        recordNews.tell({ shop, collection: collection as RecordName });
      else
        mirrorNews.tell({
          ...{ shop, collection: collection as CollectionName },
          scopes: new Set(moved.map(each => each.scope)),
        });
    }
  }
}

import type { BulkWriteRow, RxStorage, RxStorageInstance } from 'rxdb';

interface CacheRecord {
  readonly id: string;
  readonly body: { readonly rev?: string; readonly updatedAt?: string };
}

/** A record of the collection that first screens are kept in: the screen, or the slot of a product. */
interface FirstRecord {
  readonly id: string;
  readonly body?: {
    readonly listed?: readonly { readonly id: string; readonly slot: number }[];
    readonly product?: { readonly id: string; readonly rev: string; readonly updatedAt: string };
  };
}

type FirstInstance = RxStorageInstance<FirstRecord, unknown, unknown>;

/**
 * Watches what the tabs of a browser write: once a product is stored, the first screen stored beside it shows no older
 * version of it ([T38]).
 */
export class ScreenWatch {
  readonly failures: string[] = [];
  /** By the database's instance: each tab has its own. */
  readonly #screens = new Map<string, FirstInstance>();

  /** The same storage, watched. Its own answers must be true: faults go around the watch, not inside. */
  over(storage: RxStorage<unknown, unknown>): RxStorage<unknown, unknown> {
    return {
      ...storage,
      createStorageInstance: async parameters => {
        const instance = await storage.createStorageInstance(parameters);
        const { collectionName, databaseInstanceToken: token } = parameters;
        if (collectionName === 'first') this.#screens.set(token, instance as unknown as FirstInstance);
        if (collectionName !== 'cache') return instance;
        const write = instance.bulkWrite.bind(instance);
        instance.bulkWrite = async (rows, context) => {
          const outcome = await write(rows, context);
          if (outcome.error.length === 0) await this.#look(token, rows as BulkWriteRow<CacheRecord>[]);
          return outcome;
        };
        return instance;
      },
    };
  }

  async #look(token: string, rows: readonly BulkWriteRow<CacheRecord>[]): Promise<void> {
    const screens = this.#screens.get(token);
    const products = rows.filter(({ document }) => document.id.startsWith('products/'));
    if (!screens || products.length === 0) return;
    const shown = await shownOn(screens).catch(() => undefined);
    for (const { document, previous } of products) {
      const seen = shown?.get(document.id.slice('products/'.length));
      if (!seen) continue;
      const isGone = document._deleted && seen.rev === previous?.body.rev;
      const isOlder = !document._deleted && seen.updatedAt < (document.body.updatedAt ?? '');
      if (isGone || isOlder)
        this.failures.push(`the first screen shows ${document.id} of ${seen.updatedAt}, which is older`);
    }
  }
}

async function shownOn(screens: FirstInstance) {
  const [screen] = await screens.findDocumentsById(['screen'], false);
  const listed = screen?.body?.listed ?? [];
  const slots = await screens.findDocumentsById(
    listed.map(({ slot }) => String(slot)),
    false,
  );
  const ids = new Set(listed.map(({ id }) => id));
  const products = slots.flatMap(({ body }) => body?.product ?? []).filter(({ id }) => ids.has(id));
  return new Map(products.map(each => [each.id, each]));
}

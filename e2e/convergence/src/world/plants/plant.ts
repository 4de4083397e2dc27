import type { Ingest } from '@tidemark/exchange';
import type { Mirror, MirrorStore, Privacy, Records } from '@tidemark/mirror';
import type { Shopify } from '@tidemark/shopify';
import type { MemoryTab } from '@tidemark/till/testing';
import type { RxStorage } from 'rxdb';
import type { Books } from '../judge/books.ts';

/** A rule broken on purpose, from outside: the world must notice. */
export interface Plant {
  readonly name: string;
  shopify(shopify: Shopify, store: MirrorStore): Shopify;
  mirror(mirror: Mirror): Mirror;
  ingest(ingest: Ingest): Ingest;
  records(records: Records): Records;
  readonly privacy?: (privacy: Privacy) => Privacy;
  /** The storage of a till's caches and records. */
  readonly storage?: (storage: RxStorage<unknown, unknown>) => RxStorage<unknown, unknown>;
  /** How a till's tab knows of the others. */
  readonly tabs?: (tab: MemoryTab) => MemoryTab;
  /** Called when a world begins, with its books. */
  readonly begin?: (books: Books) => void;
  /** What the receiver of webhooks does with a body besides storing the notice. */
  readonly body:
    ((mirror: Mirror, shop: string, topic: string, body: string, now: number) => Promise<void>) | undefined;
}

export const honest: Plant = {
  name: 'none',
  shopify: shopify => shopify,
  mirror: mirror => mirror,
  ingest: ingest => ingest,
  records: records => records,
  body: undefined,
};

/** The same object, with some of its methods replaced. */
export function over<T extends object>(target: T, change: Partial<T>): T {
  return new Proxy(target, {
    get: (of, name) => {
      if (name in change) return (change as Record<PropertyKey, unknown>)[name];
      const value: unknown = Reflect.get(of, name, of);
      return typeof value === 'function' ? (value as (...all: never[]) => unknown).bind(of) : value;
    },
  });
}

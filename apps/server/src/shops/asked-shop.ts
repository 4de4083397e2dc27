import { Barrier, type Ingest, type Submit } from '@tidemark/exchange';
import type { SyncResponse } from '@tidemark/protocol';
import type { OwnerQuestions } from './owner-questions.ts';

/** Times that askers wait, in milliseconds: a catch-up reads what changed since the last, a search waits for Shopify. */
const [catchUpMs, findMs, otherMs] = [60_000, 12_000, 10_000];

type Questions = Pick<OwnerQuestions, 'ask' | 'tell'>;

/** Ingest of a shop that another process owns: it is asked there. */
export function askedIngest(questions: Questions, shop: string, onTrouble: (error: unknown) => void): Ingest {
  // One for each location: its answer has the location's heads. A shop has few.
  const barriers = new Map<string, Barrier<SyncResponse>>();
  return {
    start: () => undefined,
    catchUp: locationId => {
      const barrier =
        barriers.get(locationId) ?? new Barrier(() => questions.ask(shop, 'sync', { locationId }, catchUpMs));
      barriers.set(locationId, barrier);
      return barrier.pass();
    },
    noticed: () => void questions.tell(shop, 'noticed').catch(onTrouble),
    lookup: (code, locationId) => questions.ask(shop, 'lookup', { code, locationId }, otherMs),
    find: (request, locationId, signal) =>
      questions.ask(shop, 'find', { request, locationId }, findMs, signal),
    status: (version, locationId) => questions.ask(shop, 'status', { version, locationId }, otherMs),
    audit: async () => void (await questions.ask(shop, 'audit', {}, otherMs).catch(onTrouble)),
    health: () => questions.ask(shop, 'health', {}, otherMs),
    idle: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** The same of submitting. */
export function askedSubmit(questions: Questions, shop: string): Submit {
  return {
    start: () => undefined,
    decide: (request, by) => questions.ask(shop, 'decide', { request, by }, otherMs),
    // The owner's own health shows them.
    troubles: () => [],
    health: () => questions.ask(shop, 'submitHealth', {}, otherMs),
    idle: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** What runs for shops, here or elsewhere. */
export interface ByShop<T> {
  get(shop: string): T | undefined;
}

/** What runs here, and else the asking of whoever owns the shop. */
export function hereOrAsked<T>(
  here: ByShop<T>,
  isElsewhere: (shop: string) => boolean,
  asked: (shop: string) => T,
): ByShop<T> {
  const known = new Map<string, T>();
  return {
    get: shop => {
      const own = here.get(shop);
      if (own !== undefined) {
        known.delete(shop);
        return own;
      }
      if (!isElsewhere(shop)) return undefined;
      const found = known.get(shop) ?? asked(shop);
      known.set(shop, found);
      return found;
    },
  };
}

import { promiseNames, type PromiseName } from '@tidemark/schema';

/** Whether a collection is what tills write, and not a cache of Shopify's. */
export function isPromise(name: unknown): name is PromiseName {
  return (promiseNames as readonly unknown[]).includes(name);
}

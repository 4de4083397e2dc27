import { recordNames, type RecordName } from '@tidemark/schema';

/** Whether a collection has records, which tills write, and not a cache of Shopify's. */
export function isRecord(name: unknown): name is RecordName {
  return (recordNames as readonly unknown[]).includes(name);
}

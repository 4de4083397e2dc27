import { z } from '../zod.ts';
import { headsSchema, instantSchema, wireDocumentsSchema } from './common.ts';

/** The kinds that can be searched beyond a till's own copy. */
export const findKinds = ['products', 'customers', 'orders'] as const;

export type FindKind = (typeof findKinds)[number];

/** The most documents in one answer. */
export const maxFound = 50;

/** The longest query, in characters. */
export const maxQueryLength = 200;

/**
 * POST /api/find: a search by words that found nothing, or not enough, on the till. It searches:
 *
 * - products: words of title, vendor and tags, SKU and barcode;
 * - customers: words of the name, e-mail, phone;
 * - orders: the order's name ("#1001"), receipt number, words of customer or product; `from` and `to` limit the time at
 *   which they were placed.
 *
 * An empty query is allowed only for orders with `from` or `to`.
 */
export const findRequestSchema = z
  .object({
    kind: z.enum(findKinds),
    query: z.string().check(z.trim(), z.maxLength(maxQueryLength)),
    from: z.optional(instantSchema),
    to: z.optional(instantSchema),
  })
  .check(
    z.refine(
      ({ kind, query, from, to }) => query !== '' || (kind === 'orders' && (from ?? to) !== undefined),
      'a search has words, or for orders a time',
    ),
  );

/**
 * The state of a found document for the till:
 *
 * - `in-mirror`: the mirror has it; if the till lacks it, it was missing only there.
 * - `was-missing-in-mirror`: read from Shopify, and put into the mirror just now.
 * - `not-mirrored`: an order older than the mirror's window. `documents` has it, and no till stores it.
 * - `draft`, `archived`, `unlisted`, `not-published`, `not-at-location`: a product that is not for sale here.
 * - `gift-card`, `bundle`, `selling-plan`: a product that a plain sale would sell wrongly.
 */
export const foundStates = [
  'in-mirror',
  'was-missing-in-mirror',
  'not-mirrored',
  'draft',
  'archived',
  'unlisted',
  'not-published',
  'not-at-location',
  'gift-card',
  'bundle',
  'selling-plan',
] as const;

export type FoundState = (typeof foundStates)[number];

export const findResponseSchema = z.object({
  /**
   * Best first: those for sale, then the others; orders by time, newest first. At most `maxFound`, and as many as fit
   * in `maxPageBytes`.
   */
  found: z
    .array(z.object({ id: z.string(), title: z.string(), state: z.enum(foundStates) }))
    .check(z.maxLength(maxFound)),
  /** True if there are more than these. */
  hasMore: z.boolean(),
  /** The found documents themselves, to show at once. */
  documents: wireDocumentsSchema,
  /** Whether Shopify was asked. `unreachable`: the results are only the mirror's. */
  shopify: z.enum(['asked', 'unreachable']),
  /** A till that has these heads has all mirrored documents of `found`. */
  heads: headsSchema,
});

export type FindRequest = z.infer<typeof findRequestSchema>;
export type FindResponse = z.infer<typeof findResponseSchema>;

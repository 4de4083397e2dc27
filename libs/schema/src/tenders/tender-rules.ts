/** What money has to know of one way to pay. A new way is one file beside this one, and a line in `index.ts`. */
export interface TenderRules<Kind extends string> {
  /** The name in a sale, and Shopify's `gateway` of the payment; stored, so it never changes. */
  readonly kind: Kind;
  /** Whether the cashier gives change out of it. What gives none cannot pay more than is due. */
  readonly givesChange: boolean;
  /** Whether it may carry a reference, as the number that a card terminal prints. */
  readonly hasReference: boolean;
}

import type { Address, Sale, StockMove } from '@tidemark/schema';

/** What an order is called, and what Shopify says it came to, in minor units of the sale's currency. */
export interface AcceptedOrder {
  readonly orderId: string;
  readonly orderName: string;
  readonly money: {
    readonly subtotal: number;
    readonly tax: number;
    readonly total: number;
    readonly paid: number;
  };
}

/** Where an order was rung up, and what was handed over from where, as Shopify says. */
export interface OrderPlacement {
  /** Null: nowhere, as of orders that are not made by Shopify's own Point of Sale. */
  readonly retailLocationId: string | null;
  readonly fulfilled: readonly {
    /** Null of what is no variant, or of one that is gone. */
    readonly variantId: string | null;
    readonly quantity: number;
    readonly locationId: string | null;
  }[];
  /** False: there is more than was read. */
  readonly isWhole: boolean;
}

/**
 * What came of one try to change something in Shopify.
 *
 * - `unanswered`: nobody knows whether it was done; `isThere` where Shopify says that an earlier try was.
 * - `turned-away`: it surely was not; `isOrderLimit` where the shop takes only so many orders a minute.
 */
export type Written<T, R = object> =
  | { readonly kind: 'accepted'; readonly as: T }
  | ({ readonly kind: 'refused'; readonly reason: string } & R)
  | { readonly kind: 'unanswered'; readonly reason: string; readonly isThere?: boolean }
  | {
      readonly kind: 'turned-away';
      readonly reason: string;
      readonly retryAfterMs: number;
      readonly isOrderLimit?: boolean;
    };

/** Fields of a customer to be written; null takes a value away, what is absent stays. */
export interface CustomerFields {
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly note?: string | null;
}

/** Whose address or number a refused one is. */
export interface Taken {
  readonly takenBy: string | null;
}

/**
 * What tills did, told to Shopify. Reads reject with a `ShopifyError` as all reads do; writes are sent once, and never
 * reject because of Shopify.
 */
export interface ShopifyWrites {
  /**
   * [G11] Makes sure that an order can be found by the id of its sale: asks, and defines where it is not. Answers whether
   * it could be found before.
   */
  ensureSaleId(signal?: AbortSignal): Promise<boolean>;

  /** [G11] The order made of a sale, from the database and not from the search index. */
  orderOfSale(sale: Pick<Sale, 'id' | 'currency'>, signal?: AbortSignal): Promise<AcceptedOrder | undefined>;

  /** [G20] Where an order was placed, and from where its goods left; undefined where Shopify shows no such order. */
  placementOf(orderId: string, signal?: AbortSignal): Promise<OrderPlacement | undefined>;

  /**
   * [G12] Makes the order of a sale: paid, handed over, and its stock taken at the sale's location. `unanswered`, and
   * `isThere`, where Shopify says that an order of this sale is there already. `customerId` is Shopify's; `attributes` are
   * shown with it. A refusal that `isAboutCustomer` is none of the sale without them.
   */
  createOrder(
    sale: Sale,
    customerId: string | null,
    attributes: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<Written<AcceptedOrder, { readonly isAboutCustomer?: boolean }>>;

  /** The customer with this e-mail address, or else this phone number. */
  customerWith(
    contact: Pick<CustomerFields, 'email' | 'phone'>,
    signal?: AbortSignal,
  ): Promise<
    { readonly id: string; readonly firstName: string | null; readonly lastName: string | null } | undefined
  >;

  /** A customer that was made with this mark, from Shopify's (lagging) search index. */
  customerMarked(mark: string, signal?: AbortSignal): Promise<string | undefined>;

  /** [G13] Answers the new customer's id. A duplicate address or number is refused with whose it is. */
  createCustomer(
    fields: CustomerFields,
    mark: string | undefined,
    signal?: AbortSignal,
  ): Promise<Written<string, Taken>>;

  /** [G13] */
  updateCustomer(id: string, fields: CustomerFields, signal?: AbortSignal): Promise<Written<string, Taken>>;

  /** Makes this the customer's default address; null takes the default address away. */
  setAddress(customerId: string, address: Address | null, signal?: AbortSignal): Promise<Written<string>>;

  /** [G14] So many more or fewer, once per key. */
  adjustStock(move: StockMove, key: string, signal?: AbortSignal): Promise<Written<void>>;
}

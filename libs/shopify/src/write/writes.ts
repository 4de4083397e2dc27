import type { Address, Sale, StockCorrection, StockMove } from '@tidemark/schema';

/** An order's name, and its total by Shopify, in minor units of the sale's currency. */
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

/** Where an order was rung up, and what left from which location, according to Shopify. */
export interface OrderPlacement {
  /** Null: none, as for orders not made by Shopify's own Point of Sale. */
  readonly retailLocationId: string | null;
  readonly fulfilled: readonly {
    /** Null for an item that is not a variant, or whose variant is gone. */
    readonly variantId: string | null;
    readonly quantity: number;
    readonly locationId: string | null;
  }[];
  /** False if there is more than was read. */
  readonly isWhole: boolean;
}

/**
 * The result of one attempt to change something in Shopify.
 *
 * - `unanswered`: it is unknown whether it was done; `isThere` if Shopify says that an earlier attempt was.
 * - `turned-away`: it surely was not done; `isOrderLimit` if the shop's limit of orders per minute is the reason.
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

/** Fields of a customer to write; null removes a value, an absent field stays. */
export interface CustomerFields {
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly note?: string | null;
}

/** The owner of a refused address or number. */
export interface Taken {
  readonly takenBy: string | null;
}

/**
 * Writes what tills did to Shopify. Its reads reject with a `ShopifyError` like all reads; writes are sent once, and
 * never reject because of Shopify.
 */
export interface ShopifyWrites {
  /**
   * [G11] Makes sure that an order can be found by its sale's id: checks the metafield definition, and creates it if
   * missing. Returns whether it existed.
   */
  ensureSaleId(signal?: AbortSignal): Promise<boolean>;

  /** [G11] The order made of a sale, from the database and not from the search index. */
  orderOfSale(sale: Pick<Sale, 'id' | 'currency'>, signal?: AbortSignal): Promise<AcceptedOrder | undefined>;

  /** [G20] An order's location, and the locations that its goods left; undefined if Shopify shows no such order. */
  placementOf(orderId: string, signal?: AbortSignal): Promise<OrderPlacement | undefined>;

  /**
   * [G12] Makes the order of a sale: paid, handed over, and its stock taken at the sale's location. Returns
   * `unanswered` with `isThere` if Shopify says that an order of this sale exists already. `customerId` is Shopify's;
   * `attributes` are shown with the order. After a refusal that `isAboutCustomer`, the sale may still succeed without
   * the customer.
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

  /** A customer that was created with this mark, from Shopify's (lagging) search index. */
  customerMarked(mark: string, signal?: AbortSignal): Promise<string | undefined>;

  /** [G13] Creates a customer; returns its id. A duplicate address or number is refused, with its owner. */
  createCustomer(
    fields: CustomerFields,
    mark: string | undefined,
    signal?: AbortSignal,
  ): Promise<Written<string, Taken>>;

  /** [G13] */
  updateCustomer(id: string, fields: CustomerFields, signal?: AbortSignal): Promise<Written<string, Taken>>;

  /** Sets the customer's default address; null removes it. */
  setAddress(customerId: string, address: Address | null, signal?: AbortSignal): Promise<Written<string>>;

  /** [G14] Changes stock by the move's amount, once per key. */
  adjustStock(move: StockMove, key: string, signal?: AbortSignal): Promise<Written<void>>;

  /** [G14] Moves goods of a sale between locations in Shopify's books: all changes or none, once per key. */
  correctStock(
    effect: StockCorrection,
    saleId: string,
    key: string,
    signal?: AbortSignal,
  ): Promise<Written<void>>;
}

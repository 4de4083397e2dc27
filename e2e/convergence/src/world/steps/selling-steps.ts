/** What people at tills do, and what happens to their browsers meanwhile: plain data, as all steps. */
export type SellingStep =
  /** `customer`: 0 none, 1 one of the shop's, 2 one that a till created. Tapped twice, it is the same sale. */
  | {
      readonly do: 'sell';
      readonly till: number;
      readonly which: number;
      readonly quantity: number;
      readonly customer: 0 | 1 | 2;
      readonly taps: 1 | 2;
    }
  | {
      readonly do: 'move';
      readonly till: number;
      readonly which: number;
      readonly reason: 'receive' | 'count' | 'damage';
      readonly units: number;
    }
  /** An edit of one of the shop's customers, or of one that a till created; or a new customer. */
  | {
      readonly do: 'customer';
      readonly till: number;
      readonly which: number;
      readonly field: CustomerField;
      readonly value: number;
      readonly isNew: boolean;
    }
  /** An offline till edits one of the shop's customers, and the shop another field of the same customer. */
  | {
      readonly do: 'customer-apart';
      readonly till: number;
      readonly which: number;
      readonly field: CustomerField;
      readonly value: number;
    }
  | {
      readonly do: 'cart';
      readonly till: number;
      readonly how: CartDeed;
      readonly which: number;
      readonly units: number;
    }
  /** What Shopify refused is sent again, or dealt with by hand. */
  | { readonly do: 'decide'; readonly till: number; readonly which: number; readonly isResolved: boolean }
  /** The browser is killed after this many more calls: at any await of a sale, of a push, of anything. */
  | { readonly do: 'die'; readonly till: number; readonly afterCalls: number }
  /** A person deletes the browser's database; what is stored outside of it stays. */
  | { readonly do: 'lose'; readonly till: number }
  /** The till's clock jumps. */
  | { readonly do: 'clock'; readonly till: number; readonly minutes: number }
  /** What breaks the next push. */
  | { readonly do: 'push'; readonly till: number; readonly how: PushFault }
  /** Both tills sell at the same moment. */
  | { readonly do: 'sell-both'; readonly till: number; readonly which: number }
  /** Both tills put things into carts, some into the same cart, while each hears of the other's. */
  | { readonly do: 'cart-both'; readonly till: number; readonly which: number; readonly times: number }
  /** From now on this till is a second tab of the other one's browser; only where it was never opened before. */
  | { readonly do: 'second-tab'; readonly till: number }
  /** The unsent work of one till is exported, and imported by the other. */
  | { readonly do: 'carry'; readonly till: number }
  /** A forger with the key of a till pushes what no till would, or something honest. */
  | { readonly do: 'forge'; readonly till: number; readonly how: Forgery }
  /** The shop has a customer erased about whom tills wrote. */
  | { readonly do: 'redact'; readonly till: number; readonly which: number }
  /** A sale, and the server's process dies after this many more calls. */
  | { readonly do: 'sell-crash'; readonly till: number; readonly which: number; readonly afterCalls: number };

export const customerFields = ['firstName', 'lastName', 'note'] as const;
export type CustomerField = (typeof customerFields)[number];

const cartDeeds = ['park', 'add', 'add', 'remove', 'note', 'resume', 'sell'] as const;
type CartDeed = (typeof cartDeeds)[number];

/** `lost`: never arrives; `answer-lost`: is stored, and the till does not hear of it. */
const pushFaults = ['lost', 'answer-lost', 'html', 'server-error', 'empty-object'] as const;
export type PushFault = (typeof pushFaults)[number];

/**
 * `cheap`: at a price that the shop never had; `changed`: after it was sealed; `broken`: it names another record as the
 * one before; `gap`: the number before is missing; `fork`: two records under one number; `other-key`: another key than
 * the till's signs the push.
 */
const forgeries = ['honest', 'cheap', 'changed', 'broken', 'gap', 'fork', 'other-key'] as const;
export type Forgery = (typeof forgeries)[number];

/** How often each is drawn, beside the steps of the shop. */
export function sellingDraws(
  whole: (below: number) => number,
  one: <T>(list: readonly T[]) => T,
): [number, () => SellingStep][] {
  const till = () => whole(2);
  const which = () => whole(1000);
  const units = () => 1 + whole(4);
  return [
    [
      20,
      () => ({
        ...{ do: 'sell', till: till(), which: which(), quantity: units() },
        ...{ customer: one([0, 0, 1, 2]), taps: one([1, 1, 2]) },
      }),
    ],
    [4, () => ({ do: 'sell-both', till: till(), which: which() })],
    [
      8,
      () => ({
        ...{ do: 'move', till: till(), which: which() },
        ...{ reason: one(['receive', 'count', 'damage']), units: units() },
      }),
    ],
    [
      9,
      () => ({
        ...{ do: 'customer', till: till(), which: which(), field: one(customerFields) },
        ...{ value: whole(10_000), isNew: whole(3) === 0 },
      }),
    ],
    [
      3,
      () => ({
        ...{ do: 'customer-apart', till: till(), which: which() },
        ...{ field: one(customerFields), value: whole(10_000) },
      }),
    ],
    [12, () => ({ do: 'cart', till: till(), how: one(cartDeeds), which: which(), units: units() })],
    [4, () => ({ do: 'cart-both', till: till(), which: which(), times: 1 + whole(4) })],
    [3, () => ({ do: 'decide', till: till(), which: which(), isResolved: whole(2) === 0 })],
    [6, () => ({ do: 'die', till: till(), afterCalls: whole(40) })],
    [2, () => ({ do: 'lose', till: till() })],
    [
      3,
      () => ({
        do: 'clock',
        till: till(),
        minutes: one([-1_576_800, -2880, -180, -1, 1, 180, 2880, 1_576_800]),
      }),
    ],
    [6, () => ({ do: 'push', till: till(), how: one(pushFaults) })],
    [1, () => ({ do: 'carry', till: till() })],
    [3, () => ({ do: 'forge', till: till(), how: one(forgeries) })],
    [5, () => ({ do: 'sell-crash', till: till(), which: which(), afterCalls: whole(40) })],
  ];
}

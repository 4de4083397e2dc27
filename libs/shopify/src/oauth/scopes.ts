/** A scope of Shopify's that the app needs, and what does not work without it, in words for a person. */
export interface NeededScope {
  readonly scope: string;
  readonly without: string;
  /** Whether the shop can be used without it. */
  readonly isVital: boolean;
}

const always: readonly NeededScope[] = [
  { scope: 'read_products', without: 'there are no products', isVital: true },
  { scope: 'write_inventory', without: 'there is no stock, and none is moved or corrected', isVital: true },
  { scope: 'read_locations', without: 'no till can sign in', isVital: true },
  { scope: 'write_orders', without: 'no sale becomes an order', isVital: true },
  { scope: 'write_customers', without: 'there are no customers, and none can be added', isVital: true },
  {
    scope: 'read_publications',
    without: 'every active product is for sale, not only those of the Point of Sale channel',
    isVital: false,
  },
];

/** Orders older than this need a scope of their own: https://shopify.dev/docs/api/usage/access-scopes */
const daysOfAllApps = 60;

/** The scopes that the app needs to mirror the orders of so many days. */
export function neededScopes(orderDays: number): readonly NeededScope[] {
  if (orderDays <= daysOfAllApps) return always;
  const without = `orders older than ${daysOfAllApps} days are missing (ORDER_DAYS is ${orderDays})`;
  return [...always, { scope: 'read_all_orders', without, isVital: false }];
}

/** Those that were not granted: a right to write includes the right to read. */
export function missingScopes(
  needed: readonly NeededScope[],
  granted: Iterable<string>,
): readonly NeededScope[] {
  const has = new Set(granted);
  return needed.filter(({ scope }) => !has.has(scope) && !has.has(scope.replace(/^read_/, 'write_')));
}

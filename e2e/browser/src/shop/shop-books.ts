import type { Shop, ShopProduct } from './shop.ts';

/** An order of the simulated shop. Money as Shopify writes it. */
export interface ShopOrder {
  readonly name: string;
  readonly sourceIdentifier: string | null;
  readonly totalPriceSet: { shopMoney: { amount: string } };
  readonly totalTaxSet: { shopMoney: { amount: string } };
  readonly totalReceivedSet: { shopMoney: { amount: string } };
  readonly customer: { email: string | null } | null;
  readonly lineItems: { nodes: { title: string; quantity: number }[] };
}

/** The shop's newest orders that came from these sales. */
export async function ordersOf(shop: Shop, saleIds: readonly string[]): Promise<ShopOrder[]> {
  const orders = await newestOrders(shop);
  return orders.filter(order => order.sourceIdentifier && saleIds.includes(order.sourceIdentifier));
}

/** The shop's newest orders that have a line with this title. */
export async function ordersWith(shop: Shop, title: string): Promise<ShopOrder[]> {
  const orders = await newestOrders(shop);
  return orders.filter(order => order.lineItems.nodes.some(line => line.title === title));
}

async function newestOrders(shop: Shop): Promise<ShopOrder[]> {
  const money = '{ shopMoney { amount } }';
  const { orders } = await shop.merchant<{ orders: { nodes: ShopOrder[] } }>(
    `{ orders(first: 100, sortKey: CREATED_AT, reverse: true) { nodes { name sourceIdentifier
      totalPriceSet ${money} totalTaxSet ${money} totalReceivedSet ${money}
      customer { email } lineItems(first: 10) { nodes { title quantity } } } } }`,
  );
  return orders.nodes;
}

/** What is available of a product's one variant, by location name. */
export async function stockOf(shop: Shop, product: ShopProduct): Promise<Record<string, number>> {
  const { inventoryItem } = await shop.merchant<{
    inventoryItem: {
      inventoryLevels: { nodes: { location: { name: string }; quantities: { quantity: number }[] }[] };
    };
  }>(
    `query ($id: ID!) { inventoryItem(id: $id) { inventoryLevels(first: 10) { nodes {
      location { name } quantities(names: ["available"]) { quantity } } } } }`,
    { id: itemOf(product) },
  );
  const levels = inventoryItem.inventoryLevels.nodes;
  return Object.fromEntries(levels.map(each => [each.location.name, each.quantities[0]?.quantity ?? 0]));
}

/** Sets the stock of a product's one variant at the till's location. */
export async function stockUp(shop: Shop, product: ShopProduct, quantity: number): Promise<void> {
  const { locations } = await shop.merchant<{ locations: { nodes: { id: string; name: string }[] } }>(
    '{ locations(first: 10, sortKey: ID) { nodes { id name } } }',
  );
  const locationId = locations.nodes.find(each => each.name === tillLocation)?.id;
  await shop.merchant(
    `mutation ($input: InventorySetQuantitiesInput!) { inventorySetQuantities(input: $input) @idempotent(key: "stock-up-${product.id.split('/').at(-1)}-${quantity}") { userErrors { message } } }`,
    {
      input: {
        name: 'available',
        reason: 'correction',
        quantities: [{ inventoryItemId: itemOf(product), locationId, quantity, changeFromQuantity: null }],
      },
    },
  );
}

/** The location of the demo's till. */
export const tillLocation = 'Harbour Street';

function itemOf(product: ShopProduct): string | undefined {
  return product.variants.nodes[0]?.inventoryItem.id;
}

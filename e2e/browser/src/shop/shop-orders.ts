import type { Shop, ShopProduct } from './shop.ts';

/** An order to place in the web shop. */
export interface WebOrder {
  readonly product: ShopProduct;
  readonly quantity?: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly note?: string;
  /** ISO 8601. Default: now. */
  readonly processedAt?: string;
}

/** Places an order of one line and one customer; returns its ids and name in Shopify. */
export async function placeWebOrder(
  shop: Shop,
  { product, quantity = 1, firstName, lastName, email, note, processedAt }: WebOrder,
): Promise<{ readonly id: string; readonly name: string; readonly lineId: string }> {
  const [variant] = product.variants.nodes;
  if (!variant) throw new Error('the product has no variant');
  const amountSet = {
    shopMoney: { amount: String(Number(variant.price) * quantity), currencyCode: 'EUR' },
  };
  const { orderCreate } = await shop.merchant<{
    orderCreate: {
      order: { id: string; name: string; lineItems: { nodes: { id: string }[] } } | null;
      userErrors: unknown[];
    };
  }>(
    `mutation ($order: OrderCreateOrderInput!) { orderCreate(order: $order) {
      order { id name lineItems(first: 1) { nodes { id } } } userErrors { field message } } }`,
    {
      order: {
        lineItems: [{ variantId: variant.id, quantity }],
        customer: { toUpsert: { email, firstName, lastName } },
        transactions: [{ kind: 'SALE', status: 'SUCCESS', gateway: 'manual', amountSet }],
        ...(note === undefined ? {} : { note }),
        ...(processedAt === undefined ? {} : { processedAt }),
      },
    },
  );
  const { order, userErrors } = orderCreate;
  if (!order) throw new Error(JSON.stringify(userErrors));
  return { id: order.id, name: order.name, lineId: order.lineItems.nodes[0]?.id ?? '' };
}

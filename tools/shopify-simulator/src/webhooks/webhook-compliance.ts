import type { CustomerRecord, OrderRecord, ShopRecord } from '../shop/records.ts';
import { digits, rawId } from './webhook-json.ts';

/** A request to all apps to erase or hand over a customer's data, or to erase the shop's; or the app's removal. */
export type ComplianceAsk =
  | { readonly topic: 'customers/redact' | 'customers/data_request'; readonly customerId: string }
  | { readonly topic: 'shop/redact' | 'app/uninstalled' };

/** The body of a compliance webhook, with the keys of Shopify's documented samples. */
export function complianceBody(
  ask: ComplianceAsk,
  shop: Pick<ShopRecord, 'id' | 'domain'>,
  customer: CustomerRecord | undefined,
  orders: readonly OrderRecord[],
): string {
  const asked = { shop_id: rawId(shop.id), shop_domain: shop.domain };
  if (!('customerId' in ask))
    return digits(ask.topic === 'shop/redact' ? asked : { id: rawId(shop.id), domain: shop.domain });
  const { email = null, phone = null } = customer ?? {};
  const person = { id: rawId(ask.customerId), email, phone };
  const ids = orders.map(each => rawId(each.id));
  return digits(
    ask.topic === 'customers/redact'
      ? { ...asked, customer: person, orders_to_redact: ids }
      : { ...asked, orders_requested: ids, customer: person, data_request: { id: 9999 } },
  );
}

/** An order as Shopify shows it after its customer's erasure. */
export function redactedOrder({
  shippingAddress: _to,
  billingAddress: _of,
  ...order
}: OrderRecord): OrderRecord {
  const nobody = { customerId: undefined, email: undefined, phone: undefined, note: undefined };
  return { ...order, ...nobody };
}

import { badRequest } from '../api/bad-request.ts';

/** Search filters that Shopify documents and the simulator lacks. Shopify does not know any other name either. */
const notAnswered = {
  products: [
    ...['bundles', 'category_id', 'collection_id', 'combined_listing_role', 'delivery_profile_id'],
    ...['error_feedback', 'gift_card', 'has_only_composites', 'has_only_default_variant'],
    ...['has_variant_with_components', 'inventory_total', 'is_price_reduced', 'out_of_stock_somewhere'],
    ...['price', 'product_configuration_owner', 'product_publication_status', 'publishable_status'],
    ...['published_status', 'tag_not', 'tracks_inventory', 'variant_title'],
  ],
  productVariants: [
    ...['collection', 'delivery_profile_id', 'exclude_composite', 'exclude_variants_with_components'],
    ...['gift_card', 'inventory_quantity', 'location_id', 'managed', 'managed_by', 'option1', 'option2'],
    ...['option3', 'product_publication_status', 'product_status', 'product_type', 'publishable_status'],
    ...['published_status', 'requires_components', 'tag', 'tag_not', 'taxable', 'title', 'vendor'],
  ],
  customers: [
    ...['accepts_marketing', 'country', 'last_abandoned_order_date', 'order_date', 'orders_count'],
    ...['tag_not', 'total_spent'],
  ],
  orders: [
    ...['cart_token', 'channel', 'channel_id', 'chargeback_status', 'checkout_token', 'confirmation_number'],
    ...['credit_card_last4', 'current_total_price', 'delivery_method', 'discount_code'],
    ...['fraud_protection_level', 'fulfillment_location_id', 'gateway', 'payment_id'],
    ...['payment_provider_id', 'po_number', 'reference_location_id', 'return_status', 'risk_level'],
    ...['sales_channel', 'subtotal_line_items_quantity', 'tag_not', 'total_weight'],
  ],
} as const;

/** Undefined for a field that Shopify does not know either. @throws for one that Shopify documents. */
export function unknownField(list: keyof typeof notAnswered, field: string): undefined {
  if ((notAnswered[list] as readonly string[]).includes(field))
    throw badRequest(`not simulated: ${list} searched by ${field}`);
  return undefined;
}

import { expect, test } from 'vitest';
import { sampleBodies } from '../calibrate/calibrate-bodies.ts';

const keysOf = (body: string | undefined) =>
  Object.keys(JSON.parse(body ?? '{}') as object)
    .sort()
    .join(' ');

const product =
  'admin_graphql_api_id body_html category created_at handle has_variants_that_requires_components id image images media options product_type published_at published_scope status tags template_suffix title updated_at variant_gids variants vendor';
const item =
  'admin_graphql_api_id cost country_code_of_origin country_harmonized_system_codes created_at harmonized_system_code id province_code_of_origin requires_shipping sku tracked updated_at weight_unit weight_value';
const level = 'admin_graphql_api_id available inventory_item_id location_id updated_at';
const location =
  'active address1 address2 admin_graphql_api_id city country country_code country_name created_at id legacy name phone province province_code updated_at zip';
const customer =
  'addresses admin_graphql_api_id created_at currency default_address email first_name id last_name multipass_identifier note phone state tax_exempt tax_exemptions updated_at verified_email';
const refund =
  'admin_graphql_api_id created_at duties id note order_adjustments order_id processed_at refund_line_items refund_shipping_lines restock return total_duties_set transactions user_id';

test.each([
  ['products/update', product],
  ['products/delete', 'id'],
  ['inventory_items/update', item],
  ['inventory_levels/update', level],
  ['inventory_levels/disconnect', 'inventory_item_id location_id'],
  ['locations/create', location],
  ['customers/update', customer],
  ['customers/delete', 'admin_graphql_api_id id tax_exemptions'],
  ['refunds/create', refund],
  ['bulk_operations/finish', 'admin_graphql_api_id completed_at created_at error_code status type'],
])('[X39] %s has the documented keys', async (topic, keys) => {
  expect(keysOf((await sampleBodies()).get(topic))).toBe(keys);
});

test('[X39] an order says its money twice: as a text, and in both currencies', async () => {
  const body = JSON.parse((await sampleBodies()).get('orders/create') ?? '') as Record<string, unknown>;

  for (const name of ['total_price', 'total_tax', 'subtotal_price', 'total_discounts', 'current_total_price'])
    expect(body[`${name}_set`]).toMatchObject({ shop_money: { amount: body[name], currency_code: 'EUR' } });
  expect(Object.keys(body)).toHaveLength(93);
});

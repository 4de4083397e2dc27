import { countryName } from '../customers/customer-node.ts';
import { gid } from '../shop/ids.ts';
import type {
  CollectionRecord,
  InventoryItemRecord,
  InventoryLevelRecord,
  LocationRecord,
} from '../shop/records.ts';
import type { Rows } from '../shop/rows.ts';
import { shopPlace } from '../graphql/shop-node.ts';
import { offsetMinutes, offsetText, shopTime } from '../shop/times.ts';
import { rawId } from './webhook-json.ts';

/** A level's body; only the ids if it is no longer stocked. */
export function levelBody(store: Rows, key: string, level: InventoryLevelRecord | undefined): object {
  const [itemId = '', locationId = ''] = key.split('@');
  const ids = { inventory_item_id: rawId(itemId), location_id: rawId(locationId) };
  if (!level?.isActive) return ids;
  return {
    ...ids,
    available: level.available,
    updated_at: shopTime(level.updatedAt, store.shop.ianaTimezone),
    admin_graphql_api_id: `gid://shopify/InventoryLevel/${level.id}?inventory_item_id=${itemId}`,
  };
}

/** The body of a deleted item. */
export function goneItemBody(id: string): object {
  return {
    id: rawId(id),
    country_code_of_origin: null,
    province_code_of_origin: null,
    harmonized_system_code: null,
    country_harmonized_system_codes: [],
    admin_graphql_api_id: gid('InventoryItem', id),
  };
}

export function itemBody(store: Rows, item: InventoryItemRecord): object {
  return {
    ...goneItemBody(item.id),
    sku: store.variants.get(item.variantId)?.sku ?? '',
    created_at: shopTime(item.createdAt, store.shop.ianaTimezone),
    updated_at: shopTime(item.updatedAt, store.shop.ianaTimezone),
    requires_shipping: true,
    cost: item.cost ?? null,
    tracked: item.tracked,
    weight_value: 0,
    weight_unit: 'kg',
  };
}

export function locationBody(store: Rows, location: LocationRecord): object {
  return {
    id: rawId(location.id),
    name: location.name,
    address1: location.address1,
    address2: location.address2 ?? null,
    city: location.city,
    zip: location.zip,
    province: location.province ?? null,
    country: location.countryCode,
    phone: location.phone ?? null,
    created_at: shopTime(location.createdAt, store.shop.ianaTimezone),
    updated_at: shopTime(location.updatedAt, store.shop.ianaTimezone),
    country_code: location.countryCode,
    country_name: countryName(location.countryCode),
    province_code: null,
    legacy: false,
    active: location.isActive,
    admin_graphql_api_id: gid('Location', location.id),
  };
}

export function collectionBody(store: Rows, collection: CollectionRecord): object {
  return {
    id: rawId(collection.id),
    handle: collection.handle,
    title: collection.title,
    updated_at: shopTime(collection.updatedAt, store.shop.ianaTimezone),
    body_html: collection.descriptionHtml ?? '',
    published_at: shopTime(collection.createdAt, store.shop.ianaTimezone),
    sort_order: (collection.sortOrder ?? 'MANUAL').toLowerCase(),
    template_suffix: null,
    published_scope: 'global',
    admin_graphql_api_id: gid('Collection', collection.id),
  };
}

export function shopBody(store: Rows): object {
  const { shop } = store;
  const place = shopPlace(shop);
  const country = countryName(place.countryCode);
  const format = `{{amount}} ${shop.currencyCode}`;
  const [first] = store.locations.keys();
  const offset = offsetText(offsetMinutes(shop.updatedAt, shop.ianaTimezone));
  return {
    ...never,
    id: rawId(shop.id),
    name: shop.name,
    email: shop.email,
    domain: shop.domain,
    province: place.province ?? null,
    country: place.countryCode,
    address1: place.address1 ?? null,
    zip: place.zip ?? null,
    city: place.city ?? null,
    phone: place.phone ?? null,
    address2: place.address2 ?? null,
    created_at: shopTime(shop.createdAt ?? shop.updatedAt, shop.ianaTimezone),
    updated_at: shopTime(shop.updatedAt, shop.ianaTimezone),
    country_code: place.countryCode,
    country_name: country,
    currency: shop.currencyCode,
    customer_email: shop.contactEmail ?? shop.email,
    timezone: `(GMT${offset}) ${shop.ianaTimezone}`,
    iana_timezone: shop.ianaTimezone,
    shop_owner: shop.ownerName ?? shop.name,
    money_format: format,
    money_with_currency_format: format,
    money_in_emails_format: format,
    money_with_currency_in_emails_format: format,
    weight_unit: 'kg',
    province_code: place.provinceCode ?? null,
    taxes_included: shop.taxesIncluded,
    tax_shipping: shop.taxShipping ?? false,
    myshopify_domain: shop.domain,
    primary_location_id: first === undefined ? null : rawId(first),
    enabled_presentment_currencies: [shop.currencyCode],
  };
}

/** Fields that are the same for every simulated shop. */
const never = {
  ...{ source: null, latitude: null, longitude: null, primary_locale: 'en', county_taxes: null },
  ...{ auto_configure_tax_inclusivity: null, plan_display_name: 'Development', plan_name: 'partner_test' },
  ...{ has_discounts: false, has_gift_cards: false, google_apps_domain: null },
  ...{ google_apps_login_enabled: null, eligible_for_payments: false },
  ...{ requires_extra_payments_agreement: false, password_enabled: false, has_storefront: true },
  ...{ finances: true, checkout_api_supported: false, multi_location_enabled: true },
  ...{ setup_required: false, pre_launch_enabled: false },
  ...{ marketing_sms_consent_enabled_at_checkout: false, transactional_sms_disabled: false },
};

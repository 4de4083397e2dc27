import { gid } from '../shop/ids.ts';
import { countryName } from '../customers/customer-node.ts';
import type { PlaceRecord, ShopRecord } from '../shop/records.ts';
import { dateTime, offsetMinutes, offsetText } from '../shop/times.ts';

/** The shop's settings as a GraphQL object. Saved shops without an address get the demo's. */
export function shopNode(shop: ShopRecord) {
  const offset = offsetMinutes(shop.updatedAt, shop.ianaTimezone);
  const address = shopPlace(shop);
  return {
    __typename: 'Shop',
    id: gid('Shop', shop.id),
    name: shop.name,
    email: shop.email,
    contactEmail: shop.contactEmail ?? shop.email,
    shopOwnerName: shop.ownerName ?? shop.name,
    description: null,
    myshopifyDomain: shop.domain,
    url: `https://${shop.domain}`,
    primaryDomain: {
      __typename: 'Domain',
      id: gid('Domain', shop.id),
      host: shop.domain,
      url: `https://${shop.domain}`,
      sslEnabled: true,
    },
    currencyCode: shop.currencyCode,
    enabledPresentmentCurrencies: [shop.currencyCode],
    currencyFormats: {
      __typename: 'CurrencyFormats',
      moneyFormat: `{{amount}} ${shop.currencyCode}`,
      moneyWithCurrencyFormat: `{{amount}} ${shop.currencyCode}`,
    },
    taxesIncluded: shop.taxesIncluded,
    taxShipping: shop.taxShipping ?? false,
    weightUnit: shop.weightUnit ?? 'KILOGRAMS',
    unitSystem: shop.unitSystem ?? 'METRIC_SYSTEM',
    orderNumberFormatPrefix: '#',
    orderNumberFormatSuffix: '',
    shopAddress: shopAddressNode(shop.id, address),
    billingAddress: shopAddressNode(shop.id, shop.billingAddress ?? address),
    ianaTimezone: shop.ianaTimezone,
    timezoneOffset: offsetText(offset).replace(':', ''),
    timezoneOffsetMinutes: offset,
    createdAt: dateTime(shop.createdAt ?? shop.updatedAt),
    updatedAt: dateTime(shop.updatedAt),
  };
}

export function shopPlace(shop: ShopRecord): PlaceRecord {
  return (
    shop.address ?? {
      address1: 'Harbour Street 12',
      zip: '3011 AB',
      city: 'Rotterdam',
      countryCode: shop.countryCode,
    }
  );
}

function shopAddressNode(shopId: string, place: PlaceRecord) {
  const { address1, address2, city, zip, countryCode, company } = place;
  const country = place.country ?? countryName(countryCode);
  return {
    __typename: 'ShopAddress',
    id: gid('ShopAddress', shopId),
    company: company ?? null,
    address1: address1 ?? null,
    address2: address2 ?? null,
    city: city ?? null,
    zip: zip ?? null,
    province: place.province ?? null,
    provinceCode: place.provinceCode ?? null,
    country,
    countryCodeV2: countryCode,
    phone: place.phone ?? null,
    formattedArea: [city, country].filter(Boolean).join(', ') || null,
    coordinatesValidated: false,
    formatted: ({ withCompany }: { withCompany?: boolean | null }) =>
      [
        withCompany === false ? undefined : company,
        address1,
        address2,
        [zip, city].filter(Boolean).join(' '),
        country,
      ].filter(Boolean),
  };
}

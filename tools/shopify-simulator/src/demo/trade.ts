import type {
  CollectionRecord,
  CustomerRecord,
  OrderLineRecord,
  OrderRecord,
  ProductRecord,
  VariantRecord,
} from '../shop/records.ts';
import { pick } from './random.ts';

const day = 86_400_000;
const firstNames = [
  'Noor',
  'Daan',
  'Sanne',
  'Lucas',
  'Emma',
  'Bram',
  'Iris',
  'Jonas',
  'Lea',
  'Mats',
  'Yara',
  'Finn',
];
const lastNames = [
  'de Wit',
  'Jansen',
  'Bakker',
  'Visser',
  'Smit',
  'Mulder',
  'Bos',
  'Vos',
  'Peters',
  'Maas',
  'Kok',
];
const streets = ['Kade', 'Havenstraat', 'Lijnbaan', 'Oude Gracht', 'Maasweg', 'Zeedijk'];
const cities = ['Rotterdam', 'Delft', 'Utrecht', 'Leiden', 'Dordrecht'];

/** The Dutch VAT rate; prices include it. */
const rate = 0.21;

/** Customers, orders and collections of a demo shop, from its seed. */
export function generateTrade(of: {
  readonly random: () => number;
  readonly now: number;
  readonly products: readonly ProductRecord[];
  readonly variants: readonly VariantRecord[];
  readonly locationIds: readonly string[];
}): { customers: CustomerRecord[]; orders: OrderRecord[]; collections: CollectionRecord[] } {
  const { random, now, products } = of;
  const count = Math.max(5, Math.floor(products.length / 2));
  const customers = Array.from({ length: count }, (_, n) => customer(n, random, now));
  const byId = new Map(of.variants.map(each => [each.id, each]));
  const orders =
    products.length === 0
      ? []
      : Array.from({ length: Math.max(10, Math.floor(products.length / 3)) }, (_, n) =>
          order(n, { ...of, customers, byId }),
        );
  return { customers, orders, collections: collections(products, now) };
}

function customer(n: number, random: () => number, now: number): CustomerRecord {
  const firstName = pick(random, firstNames);
  const lastName = pick(random, lastNames);
  const createdAt = now - Math.floor(random() * 500 + 1) * day;
  const id = String(7_000_000_000_000 + n * 32_771);
  return {
    id,
    firstName,
    lastName,
    email: `${firstName}.${lastName.replaceAll(' ', '')}${n}@example.com`.toLowerCase(),
    phone: random() < 0.5 ? `+3161${String(1_000_000 + n * 37).padStart(7, '0')}` : undefined,
    note: random() < 0.1 ? 'Prefers a paper bag' : undefined,
    tags: random() < 0.2 ? ['regular'] : [],
    taxExempt: random() < 0.03,
    addresses: Array.from({ length: random() < 0.2 ? 2 : 1 }, (_, place) => ({
      id: String(8_000_000_000_000 + (n * 2 + place) * 17),
      firstName,
      lastName,
      company: undefined,
      address1: `${pick(random, streets)} ${Math.floor(random() * 200) + 1}`,
      address2: undefined,
      city: pick(random, cities),
      province: undefined,
      zip: `${3000 + Math.floor(random() * 900)} AB`,
      countryCode: 'NL',
      phone: undefined,
    })),
    createdAt,
    updatedAt: createdAt,
  };
}

function order(
  n: number,
  of: {
    readonly random: () => number;
    readonly now: number;
    readonly products: readonly ProductRecord[];
    readonly byId: ReadonlyMap<string, VariantRecord>;
    readonly customers: readonly CustomerRecord[];
    readonly locationIds: readonly string[];
  },
): OrderRecord {
  const { random, now } = of;
  const createdAt = now - Math.floor(random() * 90 * 86_400) * 1000;
  const id = String(6_100_000_000_000 + n * 32_771);
  const lines = Array.from({ length: 1 + Math.floor(random() * 4) }, (_, place) =>
    line(
      `${id.slice(0, 9)}${String(place).padStart(4, '0')}${n}`,
      pick(random, of.products),
      of.byId,
      random,
    ),
  );
  const total = lines.reduce(
    (sum, each) =>
      sum + Math.round(Number(each.price) * 100) * each.quantity - Math.round(Number(each.discount) * 100),
    0,
  );
  const buyer = random() < 0.7 ? pick(random, of.customers) : undefined;
  const inShop = random() < 0.6;
  return {
    id,
    name: `#${1001 + n}`,
    customerId: buyer?.id,
    email: buyer?.email,
    phone: undefined,
    note: undefined,
    tags: [],
    locationId: inShop ? of.locationIds[0] : undefined,
    sourceName: inShop ? 'pos' : 'web',
    sourceIdentifier: undefined,
    fulfillmentStatus: inShop || random() < 0.7 ? 'FULFILLED' : 'UNFULFILLED',
    shipping: '0.00',
    discountCodes: [],
    lines,
    transactions: [
      {
        id: String(7_200_000_000_000 + n * 17),
        kind: 'SALE',
        status: 'SUCCESS',
        gateway: inShop ? 'cash' : 'shopify_payments',
        amount: (total / 100).toFixed(2),
        processedAt: createdAt,
      },
    ],
    refunds: [],
    cancelledAt: undefined,
    processedAt: createdAt,
    createdAt,
    updatedAt: createdAt,
  };
}

function line(
  id: string,
  product: ProductRecord,
  byId: ReadonlyMap<string, VariantRecord>,
  random: () => number,
): OrderLineRecord {
  const variant = byId.get(pick(random, product.variantIds));
  const quantity = 1 + Math.floor(random() * 2);
  const price = variant?.price ?? '10.00';
  const gross = Number(price) * quantity;
  return {
    id,
    productId: product.id,
    variantId: variant?.id,
    title: product.title,
    variantTitle: variant?.title,
    sku: variant?.sku,
    quantity,
    currentQuantity: quantity,
    price,
    discount: random() < 0.1 ? (Math.round(gross * 10) / 100).toFixed(2) : '0.00',
    taxes: [{ title: 'BTW', rate, amount: ((gross * rate) / (1 + rate)).toFixed(2) }],
  };
}

/** One collection for each product type, and one for the newest products. */
function collections(products: readonly ProductRecord[], now: number): CollectionRecord[] {
  const kinds = Map.groupBy(products, each => each.productType);
  const times = { createdAt: now - 300 * day, updatedAt: now - 300 * day };
  const all = [...kinds].map(([title, members], n) => ({
    id: String(4_100_000_000_00 + n * 17),
    title,
    handle: title.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
    productIds: members.map(each => each.id),
    ...times,
  }));
  const newest = [...products].sort((a, b) => b.createdAt - a.createdAt).slice(0, 12);
  return [
    ...all,
    {
      id: String(4_100_000_000_00 + all.length * 17),
      title: 'New in',
      handle: 'new-in',
      productIds: newest.map(each => each.id),
      ...times,
    },
  ];
}

import type {
  InventoryItemRecord,
  InventoryLevelRecord,
  LocationRecord,
  ProductRecord,
  ProductStatus,
  ShopRecord,
  ShopRecords,
  VariantRecord,
} from '../shop/records.ts';
import { departments, series, type Department } from './departments.ts';
import { demoBarcode } from './ean.ts';
import { pick, seededRandom } from './random.ts';
import { generateTrade } from './trade.ts';

export { demoImage } from './image.ts';
const day = 86_400_000;

/**
 * A believable shop from a seed; the same options make the same shop. It has `products` products for sale; if these are
 * 100 or more, also eight drafts and archived products; if 1,000 or more, four variants each on average.
 */
export function generateDemoShop(options: {
  seed: number;
  products: number;
  now: number;
  /** The number of variants of the first product, 2,048 at most. */
  largestProduct?: number;
}): ShopRecords {
  const shop = new DemoShop(options.seed, Math.floor(options.now / 1000) * 1000);
  return shop.make(options.products, options.largestProduct);
}

class DemoShop {
  readonly #random: () => number;
  readonly #now: number;
  readonly #products: ProductRecord[] = [];
  readonly #variants: VariantRecord[] = [];
  readonly #items: InventoryItemRecord[] = [];
  readonly #levels: InventoryLevelRecord[] = [];
  readonly #locations: LocationRecord[];
  #taken = 0;

  constructor(seed: number, now: number) {
    this.#random = seededRandom(seed);
    this.#now = now;
    const since = now - 700 * day;
    const place = {
      isActive: true,
      city: 'Rotterdam',
      countryCode: 'NL',
      createdAt: since,
      updatedAt: since,
    };
    this.#locations = [
      { ...place, id: '70110000001', name: 'Harbour Street', address1: 'Harbour Street 12', zip: '3011 AB' },
      { ...place, id: '70110000002', name: 'Warehouse', address1: 'Dock 4', zip: '3089 KC' },
    ];
  }

  make(count: number, largest: number | undefined): ShopRecords {
    const large = count >= 1000;
    for (let n = 0; n < count; n++) {
      if (n === 0 && largest !== undefined) this.#add(n, 'ACTIVE', Math.min(2048, largest));
      else if (n === 60 && count >= 100) this.#add(n, 'ACTIVE', 120);
      else this.#add(n, 'ACTIVE', large ? 1 + (n % 7) : undefined);
    }
    if (count >= 100) {
      for (let n = 0; n < 8; n++) this.#add(count + n, n < 5 ? 'DRAFT' : 'ARCHIVED', undefined);
    }
    const shop: ShopRecord = {
      id: '60010000001',
      name: 'Tidemark Demo',
      domain: 'tidemark-demo.myshopify.com',
      email: 'hello@tidemark-demo.example',
      currencyCode: 'EUR',
      taxesIncluded: true,
      ianaTimezone: 'Europe/Amsterdam',
      countryCode: 'NL',
      updatedAt: this.#now - day,
    };
    return {
      shop,
      locations: this.#locations,
      products: this.#products,
      variants: this.#variants,
      inventoryItems: this.#items,
      inventoryLevels: this.#levels,
      ...generateTrade({
        random: this.#random,
        now: this.#now,
        products: this.#products,
        variants: this.#variants,
        locationIds: this.#locations.map(each => each.id),
      }),
    };
  }

  #add(n: number, status: ProductStatus, wanted: number | undefined): void {
    const department = departments[n % departments.length] as Department;
    const title = this.#title(n, department);
    const createdAt =
      this.#now - Math.floor(this.#random() * 700 + 1) * day - Math.floor(this.#random() * 86_400) * 1000;
    const updatedAt = createdAt + Math.floor((this.#random() * (this.#now - createdAt)) / 1000) * 1000;
    const combinations = this.#combinations(department, wanted);
    const id = String(8_100_000_000_000 + n * 32_771);
    const price = this.#price(department);
    const sale = this.#random() < 0.08 ? (price * 1.25).toFixed(2) : undefined;
    const tracked = this.#random() > 0.06;
    const variantIds = combinations.map((values, index) => {
      const serial = this.#taken++;
      return this.#addVariant({
        id,
        department,
        n,
        index,
        serial,
        values,
        price,
        sale,
        tracked,
        createdAt,
        updatedAt,
      });
    });
    const names = combinations[0]?.map(each => each.name) ?? [];
    this.#products.push({
      id,
      title,
      handle: title.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
      vendor: pick(this.#random, department.vendors),
      productType: department.name,
      status,
      tags: [...department.tags],
      imageUrl: `/images/${department.picture}-${n % 12}.svg`,
      options: names.map((name, place) => ({
        name,
        values: [...new Set(combinations.map(each => each[place]?.value ?? ''))],
      })),
      variantIds,
      publishedAt: status === 'ACTIVE' ? createdAt : undefined,
      createdAt,
      updatedAt,
    });
  }

  /** A unique title: series and noun differ first, then the material. */
  #title(n: number, { materials, nouns }: Department): string {
    const place = Math.floor(n / departments.length);
    const noun = nouns[place % nouns.length];
    const name = series[Math.floor(place / nouns.length + place * 7) % series.length];
    const material = materials[Math.floor(place / (nouns.length * series.length) + place) % materials.length];
    const round = Math.floor(place / (nouns.length * series.length * materials.length));
    const edition = place >= 560 ? ` No. ${Math.floor(place / 560) + round + 1}` : '';
    return `${name} ${material} ${noun}${edition}`;
  }

  #combinations(department: Department, wanted: number | undefined): { name: string; value: string }[][] {
    const all = department.options.reduce<{ name: string; value: string }[][]>(
      (found, option) =>
        found.flatMap(each => option.values.map(value => [...each, { name: option.name, value }])),
      [[]],
    );
    const count = wanted ?? pick(this.#random, [1, 1, 2, 3, 3, 4, 6]);
    if (count === 1) return [[{ name: 'Title', value: 'Default Title' }]];
    return Array.from({ length: count }, (_, n) => {
      const values = all[n % all.length] ?? [];
      if (n < all.length) return values;
      return values.map((each, place) =>
        place === 0 ? { ...each, value: `${each.value} ${Math.floor(n / all.length) + 1}` } : each,
      );
    });
  }

  #price({ price: [low, high] }: Department): number {
    const whole = low + Math.floor(this.#random() * (high - low));
    return whole + pick(this.#random, [0, 0.5, 0.95, 0.95]);
  }

  #addVariant(of: {
    id: string;
    department: Department;
    n: number;
    index: number;
    serial: number;
    values: { name: string; value: string }[];
    price: number;
    sale: string | undefined;
    tracked: boolean;
    createdAt: number;
    updatedAt: number;
  }): string {
    const id = String(44_000_000_000_000 + of.serial * 32_768);
    const itemId = String(46_100_000_000_000 + of.serial * 32_769 + 7);
    const times = { createdAt: of.createdAt, updatedAt: of.updatedAt };
    this.#variants.push({
      id,
      productId: of.id,
      title: of.values.map(each => each.value).join(' / '),
      sku: `${of.department.name.slice(0, 3).toUpperCase()}-${String(of.n + 1).padStart(5, '0')}-${of.index + 1}`,
      barcode: demoBarcode(of.serial + 1),
      price: (of.price + (of.index >= 3 ? 5 : 0)).toFixed(2),
      compareAtPrice: of.sale,
      position: of.index + 1,
      taxable: true,
      inventoryPolicy: this.#random() < 0.1 ? 'CONTINUE' : 'DENY',
      inventoryItemId: itemId,
      selectedOptions: of.values,
      ...times,
    });
    this.#items.push({
      id: itemId,
      variantId: id,
      tracked: of.tracked,
      cost: (of.price * 0.45).toFixed(2),
      ...times,
    });
    this.#locations.forEach((location, place) => {
      const available = this.#random() < 0.08 ? 0 : Math.floor(this.#random() * (place === 0 ? 40 : 300));
      this.#levels.push({
        id: String(91_000_000_000 + of.serial * 2 + place),
        inventoryItemId: itemId,
        locationId: location.id,
        available,
        onHand: available,
        isActive: true,
        ...times,
      });
    });
    return id;
  }
}

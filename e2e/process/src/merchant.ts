import { setTimeout as sleep } from 'node:timers/promises';
import type { ShopProduct, Shop } from '@tidemark/browser/shop';

type Act = (product: ShopProduct, value: number) => Promise<unknown>;

/** How many edits run at the same time: as of a person with a bulk editor, and an app besides. */
const hands = 4;

/** A merchant who edits without a pause, until told to stop: the webhooks are the load. */
export class Merchant {
  readonly #shop: Shop;
  readonly #random: () => number;
  readonly #locationId: string;
  readonly #acts: readonly Act[];
  #products: ShopProduct[] = [];
  #working: Promise<unknown> = Promise.resolve();
  #stopped = false;
  edits = 0;

  constructor(shop: Shop, random: () => number, locationId: string) {
    this.#shop = shop;
    this.#random = random;
    this.#locationId = `gid://shopify/Location/${locationId}`;
    this.#acts = [
      (product, value) => shop.retitle(product.id, `Renamed ${value}`),
      (product, value) => this.#price(product, value),
      (product, value) => this.#price(product, value),
      (product, value) => this.#stock(product, value),
      (product, value) => this.#stock(product, value),
      (_product, value) => this.#add(value),
      product => this.#delete(product),
    ];
  }

  /** `spared`: products that are left alone, by their gids. `pauseMs`: the longest pause of a hand between two edits. */
  async begin(spared: readonly string[] = [], pauseMs = 40): Promise<void> {
    const { products } = await this.#shop.merchant<{ products: { nodes: ShopProduct[] } }>(
      `{ products(first: 250) { nodes { id title variants(first: 5) { nodes { id barcode price inventoryItem { id } } } } } }`,
    );
    this.#products = products.nodes.filter(each => !spared.includes(each.id));
    this.#working = Promise.all(Array.from({ length: hands }, () => this.#work(pauseMs)));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#working;
  }

  async #work(pauseMs: number): Promise<void> {
    while (!this.#stopped) {
      const act = this.#acts[this.#draw(this.#acts.length)] as Act;
      const product = this.#products[this.#draw(this.#products.length)] as ShopProduct;
      try {
        await act(product, this.#draw(10_000));
        this.edits++;
      } catch (error) {
        // Another hand may have deleted it meanwhile.
        if (this.#products.includes(product)) throw error;
      }
      await sleep(this.#draw(pauseMs));
    }
  }

  #draw(below: number): number {
    return Math.floor(this.#random() * below);
  }

  #price({ id, variants }: ShopProduct, value: number): Promise<unknown> {
    const priced = variants.nodes.map(each => ({ id: each.id, price: (value / 100).toFixed(2) }));
    return this.#shop.merchant(
      'mutation ($id: ID!, $variants: [ProductVariantsBulkInput!]!) { productVariantsBulkUpdate(productId: $id, variants: $variants) { userErrors { message } } }',
      { id, variants: priced },
    );
  }

  #stock({ variants }: ShopProduct, value: number): Promise<unknown> {
    const quantities = variants.nodes.map(each => ({
      inventoryItemId: each.inventoryItem.id,
      locationId: this.#locationId,
      quantity: value % 100,
      changeFromQuantity: null,
    }));
    return this.#shop.merchant(
      'mutation ($input: InventorySetQuantitiesInput!, $key: String!) { inventorySetQuantities(input: $input) @idempotent(key: $key) { userErrors { message } } }',
      { key: crypto.randomUUID(), input: { name: 'available', reason: 'correction', quantities } },
    );
  }

  async #add(value: number): Promise<void> {
    this.#products.push(await this.#shop.create(`Added ${value}`, `29${value}`));
  }

  async #delete(product: ShopProduct): Promise<void> {
    if (this.#products.length < 20) return;
    this.#products = this.#products.filter(each => each !== product);
    await this.#shop.delete(product.id);
  }
}

/** A product of the simulated shop, as its merchant sees it. */
export interface ShopProduct {
  readonly id: string;
  readonly title: string;
  readonly variants: {
    nodes: { id: string; barcode: string | null; price: string; inventoryItem: { id: string } }[];
  };
}

/** The merchant's changes in the simulated shop, and the simulator's clock and faults. */
export class Shop {
  readonly origin: string;

  constructor(origin: string) {
    this.origin = origin;
  }

  /** The answer's data. @throws what GraphQL or Shopify refuses (`userErrors`). */
  async merchant<T>(query: string, variables: object = {}): Promise<T> {
    const answer = await this.#post('/_sim/graphql', { query, variables });
    const { data, errors } = (await answer.json()) as { data: T; errors?: unknown };
    if (errors) throw new Error(JSON.stringify(errors));
    const payloads = Object.values((data ?? {}) as Record<string, { userErrors?: unknown[] } | null>);
    const refused = payloads.flatMap(each => each?.userErrors ?? []);
    if (refused.length > 0) throw new Error(JSON.stringify(refused));
    return data;
  }

  /** An active product with one variant, for one test alone; `change` overrides fields of product and variant. */
  async create(
    title: string,
    barcode: string,
    price = '12.50',
    change: { readonly product?: object; readonly variant?: object } = {},
  ): Promise<ShopProduct> {
    const { productSet } = await this.merchant<{ productSet: { product: ShopProduct } }>(
      `mutation ($input: ProductSetInput!) { productSet(input: $input, synchronous: true) { product { ${productFields} } userErrors { field message } } }`,
      {
        input: {
          title,
          status: 'ACTIVE',
          vendor: 'E2E',
          productOptions: [{ name: 'Title', values: [{ name: 'Default Title' }] }],
          variants: [
            {
              optionValues: [{ optionName: 'Title', name: 'Default Title' }],
              price,
              barcode,
              inventoryItem: { tracked: true },
              ...change.variant,
            },
          ],
          ...change.product,
        },
      },
    );
    return productSet.product;
  }

  /** Creates an active product of this many colours and sizes. */
  async createMany(title: string, colours: number, sizes: number): Promise<void> {
    const named = (name: string, count: number) =>
      Array.from({ length: count }, (_, n) => `${name} ${n + 1}`);
    const [allColours, allSizes] = [named('Colour', colours), named('Size', sizes)];
    await this.merchant(
      'mutation ($input: ProductSetInput!) { productSet(input: $input, synchronous: true) { product { id } userErrors { field message } } }',
      {
        input: {
          title,
          status: 'ACTIVE',
          productOptions: [
            { name: 'Colour', values: allColours.map(name => ({ name })) },
            { name: 'Size', values: allSizes.map(name => ({ name })) },
          ],
          variants: allColours.flatMap(colour =>
            allSizes.map(size => ({
              optionValues: [
                { optionName: 'Colour', name: colour },
                { optionName: 'Size', name: size },
              ],
              price: '5.00',
            })),
          ),
        },
      },
    );
  }

  async retitle(id: string, title: string): Promise<void> {
    await this.merchant(
      'mutation ($product: ProductUpdateInput!) { productUpdate(product: $product) { product { id } userErrors { message } } }',
      { product: { id, title } },
    );
  }

  async setStatus(id: string, status: 'ACTIVE' | 'DRAFT' | 'ARCHIVED' | 'UNLISTED'): Promise<void> {
    await this.merchant(
      'mutation ($product: ProductUpdateInput!) { productUpdate(product: $product) { product { id } userErrors { message } } }',
      { product: { id, status } },
    );
  }

  async delete(id: string): Promise<void> {
    await this.merchant(
      'mutation ($input: ProductDeleteInput!) { productDelete(input: $input) { deletedProductId userErrors { message } } }',
      { input: { id } },
    );
  }

  /** Moves the shop's clock on. */
  async advanceClock(advanceMs: number): Promise<void> {
    await this.#post('/_sim/clock', { advanceMs });
  }

  /** Arms faults of the simulator (its README lists them). */
  async faults(...faults: object[]): Promise<void> {
    await this.#post('/_sim/faults', { faults });
  }

  async #post(path: string, body: object): Promise<Response> {
    const answer = await fetch(this.origin + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }
}

const productFields = 'id title variants(first: 5) { nodes { id barcode price inventoryItem { id } } }';

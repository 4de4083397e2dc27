import type { Change } from '@tidemark/mirror';
import type { BulkKind } from '@tidemark/shopify';
import { noted } from '../into-mirror/commit-reads.ts';
import type { Source } from '../source.ts';

/** How a document differs between Shopify and the mirror. */
export type Difference = 'missing' | 'different' | 'extra';

const batchSize = 250;

/** Documents that an audit cannot read and sets aside, and those set aside before ([E26]). */
export class Aside {
  readonly #source: Source;
  readonly #kind: BulkKind;
  #odd: Change[] = [];

  constructor(source: Source, kind: BulkKind) {
    this.#source = source;
    this.#kind = kind;
  }

  /** Ids in quarantine: presumed gone from Shopify until the file shows them. */
  async known(): Promise<Map<string, Difference>> {
    const { mirror, shopify } = this.#source;
    const found = new Map<string, Difference>();
    for (let after: string | undefined = '', limit = batchSize; after !== undefined;) {
      const page = await mirror.quarantined(shopify.shop, { collection: this.#kind, after, limit });
      for (const { id } of page) found.set(id, 'extra');
      after = page.length < limit ? undefined : page.at(-1)?.id;
    }
    return found;
  }

  async add(odd: Change): Promise<void> {
    this.#odd.push(odd);
    if (this.#odd.length >= batchSize) await this.commit();
  }

  async commit(): Promise<void> {
    const { mirror, shopify } = this.#source;
    noted(this.#source, this.#kind, await mirror.commit(shopify.shop, this.#kind, this.#odd));
    this.#odd = [];
  }
}

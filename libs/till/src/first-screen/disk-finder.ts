import { ChunklogError } from '@tidemark/chunklog-storage';
import type { Product } from '@tidemark/schema';
import type { Caches } from '../caches/caches.ts';
import { productsOnFirstScreen } from './first-screen.ts';
import type { Shown } from './shown.ts';
import type { DiskCatalogue } from '../catalogue/catalogue.ts';

export interface DiskFinderParts {
  readonly shown: Pick<Shown, 'bring' | 'catalogue'>;
  readonly caches: () => Caches;
  /** Settles when everything was read, or cannot be read. */
  readonly opened: () => Promise<void>;
}

/** How many products to bring first, as many as a phone shows: each is at another place on the disk. */
const fewProducts = 8;

/**
 * [T39] While a till opens, looks on the disk for what is asked for, and brings it into the catalogue. What the disk
 * cannot tell waits until everything is read.
 */
export class DiskFinder implements DiskCatalogue {
  readonly #parts: DiskFinderParts;
  #query = '';
  #searching: Promise<unknown> = Promise.resolve();

  constructor(parts: DiskFinderParts) {
    this.#parts = parts;
  }

  /** Resolves when the whole catalogue is there, or cannot be read. */
  get loaded(): Promise<void> {
    const { shown, opened } = this.#parts;
    return Promise.race([shown.catalogue.loaded, opened().catch(() => undefined)]);
  }

  async findable(code: string): Promise<void> {
    if (this.#parts.shown.catalogue.isLoaded) return;
    await this.#bring(caches => caches.productsWithCode(code), code);
  }

  async readable(productId: string): Promise<void> {
    const { catalogue } = this.#parts.shown;
    if (catalogue.isLoaded || catalogue.sellablesOf(productId).length > 0) return;
    await this.#bring(async caches => (await caches.storedByIds('products', [productId])) as Product[]);
  }

  async searchable(query: string): Promise<void> {
    this.#query = query;
    await this.#searching;
    for (const limit of [fewProducts, productsOnFirstScreen]) {
      // The user has typed on.
      if (this.#query !== query || this.#parts.shown.catalogue.isIndexed) return;
      this.#searching = this.#bring(caches => caches.productsWithWords(query, limit));
      await this.#searching;
    }
  }

  async #bring(
    look: (caches: Caches) => Promise<readonly Product[] | undefined>,
    code?: string,
  ): Promise<void> {
    const { shown, caches } = this.#parts;
    const bringing = shown.bring(caches(), look, code).catch((error: unknown) => {
      // The code that reads everything meets the same disk error, and reports it. A fault of ours must not end a scan.
      if (!(error instanceof ChunklogError)) console.error('tidemark: a look on the disk failed', error);
      return false;
    });
    await Promise.race([this.loaded, bringing.then(isKnown => (isKnown ? undefined : this.loaded))]);
  }
}

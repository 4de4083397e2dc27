import type { PictureLedger } from './picture-ledger.ts';
import { decideKeeping, pictureLimits, type Room } from './picture-room.ts';

/** The browser's cache that has the pictures. */
export const pictureCache = 'pictures';

export interface PictureShelfParts {
  readonly openCache: () => Promise<Pick<Cache, 'match' | 'put' | 'delete' | 'keys'>>;
  readonly openLedger: () => Promise<PictureLedger>;
  /** What the browser says of this site's storage. */
  readonly room: () => Promise<Room>;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly now: () => number;
}

/** A picture for the page, and the work that is left to do about it. */
export interface Shown {
  readonly response: Response;
  readonly after: Promise<void>;
}

/**
 * Shows pictures, and keeps those seen for times without a network: within {@link pictureLimits}, and only those that
 * can be measured. A picture of another origin without CORS cannot: a browser counts it as some 7 MB, whatever its
 * size.
 */
export class PictureShelf {
  readonly #parts: PictureShelfParts;

  constructor(parts: PictureShelfParts) {
    this.#parts = parts;
  }

  /** From the shelf, since Shopify's addresses change with the picture; else from the network, and then kept. */
  async show(request: Request): Promise<Shown> {
    const kept = await this.#kept(request);
    if (kept) return { response: kept, after: quietly(this.#used(request.url)) };
    const response = await this.#parts.fetch(request);
    return { response, after: quietly(this.#keep(request.url, response)) };
  }

  /** Removes pictures that no ledger counts: of earlier code, or of a browser that ended between two steps. */
  async tidy(): Promise<void> {
    const cache = await this.#parts.openCache();
    const listed = await (await this.#parts.openLedger()).urls();
    for (const { url } of await cache.keys()) if (!listed.has(url)) await cache.delete(url);
  }

  /** Where the storage cannot be read, the picture comes from the network. */
  async #kept(request: Request): Promise<Response | undefined> {
    try {
      const cache = await this.#parts.openCache();
      const kept = await cache.match(request.url, { ignoreVary: true });
      // A page that asked with CORS must not get an answer that came without.
      return kept?.type === 'opaque' ? undefined : kept;
    } catch {
      return undefined;
    }
  }

  async #used(url: string): Promise<void> {
    await (await this.#parts.openLedger()).used(url, this.#parts.now());
  }

  async #keep(url: string, response: Response): Promise<void> {
    if (!response.ok || response.type === 'opaque') return;
    if (Number(response.headers.get('content-length')) > pictureLimits.each) return;
    const blob = await response.clone().blob();
    const ledger = await this.#parts.openLedger();
    const cache = await this.#parts.openCache();
    const { keeps, gives } = decideKeeping(await ledger.held(), blob.size, await this.#parts.room());
    if (gives.bytes > 0 || gives.count > 0)
      for (const each of await ledger.give(gives)) await cache.delete(each);
    if (!keeps) return;
    // It is listed first: an end in between leaves one picture too few, never one that is not counted.
    await ledger.put({ url, bytes: blob.size, usedAt: this.#parts.now() });
    const headers = { 'content-type': response.headers.get('content-type') ?? blob.type };
    await cache.put(url, new Response(blob, { headers }));
  }
}

/** A picture that cannot be kept is still shown. */
async function quietly(work: Promise<void>): Promise<void> {
  await work.catch(() => undefined);
}

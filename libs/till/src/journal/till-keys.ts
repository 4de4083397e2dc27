import { tillKeyOf, type TillKey } from '@tidemark/journal';
import type { KeptKey, KeyPlace } from './key-place.ts';

/** The key of this till, and the till that the server knows under it. */
export interface OwnKey {
  readonly key: TillKey;
  readonly tillId: string | undefined;
}

/**
 * The key with which this till signs. A till in a page without cryptography has none: it sells and sends under the
 * session of who is signed in, as tills of earlier versions did.
 */
export class TillKeys {
  readonly #place: KeyPlace;
  #own: Promise<OwnKey | undefined> | undefined;
  #isBound = false;

  constructor(place: KeyPlace) {
    this.#place = place;
  }

  /** Whether the server is known to know the key, as far as was read by now. */
  get isBound(): boolean {
    return this.#isBound;
  }

  /** Undefined where this page has no cryptography, or cannot keep a key now; the next call tries again. */
  async own(): Promise<OwnKey | undefined> {
    this.#own ??= this.#place.load().then(ownOf);
    return this.#settled(this.#own);
  }

  /** The server knows the key under another till: makes a new one. */
  async renew(): Promise<OwnKey | undefined> {
    this.#own = this.#place.renew().then(ownOf);
    return this.#settled(this.#own);
  }

  /** The server knows the key under this till from now on. */
  async bind(tillId: string): Promise<void> {
    const own = await this.own();
    if (!own || own.tillId === tillId) return;
    this.#own = Promise.resolve({ ...own, tillId });
    this.#isBound = true;
    await this.#place.bind(tillId).catch(() => undefined);
  }

  async #settled(own: Promise<OwnKey | undefined>): Promise<OwnKey | undefined> {
    try {
      const settled = await own;
      this.#isBound = settled?.tillId !== undefined;
      return settled;
    } catch {
      // A browser that refuses to keep a key, or to read it now: selling goes on, unsigned.
      if (this.#own === own) this.#own = undefined;
      return undefined;
    }
  }
}

async function ownOf(kept: KeptKey | undefined): Promise<OwnKey | undefined> {
  return kept && { key: await tillKeyOf(kept.pair), tillId: kept.tillId };
}

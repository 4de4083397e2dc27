import { backgroundTask, Slices } from '@tidemark/chunklog-storage';
import { BucketDigests, revOf, type Digest } from '@tidemark/protocol';

/** A record as a till holds it. */
interface Held {
  readonly id: string;
}

/**
 * The digest of what a till holds of one collection of records, up to date at each asking: only what changed since is
 * hashed again. A record that the server has not acknowledged is not in it.
 */
export class RecordDigest {
  readonly #held: (id: string) => Held | undefined;
  readonly #revs = new Map<string, string>();
  readonly #digests = new BucketDigests();
  readonly #changed = new Set<string>();

  /** `held`: the record with this id as it is now; undefined where it is not here, or not acknowledged. */
  constructor(held: (id: string) => Held | undefined) {
    this.#held = held;
  }

  changed(ids: Iterable<string>): void {
    for (const id of ids) this.#changed.add(id);
  }

  /** The digest of all; a long list lets others go on meanwhile. */
  async root(): Promise<Digest> {
    const slices = new Slices(() => performance.now(), backgroundTask);
    for (const id of this.#changed) {
      this.#changed.delete(id);
      const before = this.#revs.get(id);
      const held = this.#held(id);
      const rev = held && revOf(held);
      if (rev === before) continue;
      if (before !== undefined) this.#digests.remove(id, before);
      if (rev === undefined) this.#revs.delete(id);
      else {
        this.#digests.add(id, rev);
        this.#revs.set(id, rev);
      }
      await slices.rest();
    }
    return this.#digests.root();
  }
}

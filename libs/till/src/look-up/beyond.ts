import type { FindKind } from '@tidemark/protocol';
import type { CollectionName } from '@tidemark/schema';
import { bringMissing, type Wanted } from '../sync/bring-missing.ts';
import type { Caches } from '../caches/caches.ts';
import type { DiskFinder } from '../first-screen/disk-finder.ts';
import { findBeyond } from './find-beyond.ts';
import { scanCode } from './scan-code.ts';
import type { Shown } from '../first-screen/shown.ts';
import type { Synchroniser } from '../sync/synchroniser.ts';
import type { FindOptions, FindResult, ScanResult, SyncLogEntry } from '../api/till.ts';
import type { Wire } from '../wire/wire.ts';

export interface BeyondParts {
  readonly wire: Wire;
  readonly shown: Shown;
  readonly diskCatalogue: DiskFinder;
  readonly synchroniser: Synchroniser;
  readonly caches: () => Caches;
  /** When this till was last verified; undefined before the first time. */
  readonly knowledgeFrom: () => number | undefined;
  readonly sync: () => Promise<SyncLogEntry>;
  readonly log: (entry: SyncLogEntry) => void;
}

/** Looks beyond what this till has: asks the server, and brings what was missing. */
export class Beyond {
  readonly #parts: BeyondParts;

  constructor(parts: BeyondParts) {
    this.#parts = parts;
  }

  /** See `Till.scan`. */
  async scan(code: string): Promise<ScanResult> {
    const { diskCatalogue, shown, wire, knowledgeFrom } = this.#parts;
    await diskCatalogue.findable(code);
    // On a slow tablet, what a large sync stored is shown seconds later.
    if (shown.catalogue.find(code).length === 0) shown.bringForward(code);
    return scanCode(code, {
      catalogue: shown.catalogue,
      wire,
      knowledgeFrom: knowledgeFrom(),
      bring: (ids, head) => this.#bring('products', new Map(ids.map(id => [id, undefined])), head),
    });
  }

  /** See `Till.find`. */
  find<K extends FindKind>(
    kind: K,
    query: string,
    options: FindOptions = {},
    signal?: AbortSignal,
  ): Promise<FindResult<K>> {
    const { wire, knowledgeFrom } = this.#parts;
    const bring = (name: CollectionName, wanted: Wanted, head: string) => this.#bring(name, wanted, head);
    return findBeyond(kind, query, options, signal, { wire, knowledgeFrom, bring });
  }

  async #bring(name: CollectionName, wanted: Wanted, head: string): Promise<ReadonlySet<string>> {
    const { caches, synchroniser, sync, log, shown } = this.#parts;
    const wereMissing = await bringMissing(name, wanted, head, {
      caches,
      isBehind: (collection, at) => synchroniser.isBehind(collection, at),
      fetch: (collection, ids) => synchroniser.fetch(collection, ids),
      sync: () => {
        const syncing = sync();
        if (name === 'products') void shown.catalogue.aheadOfStock([...wanted.keys()], syncing);
        return syncing;
      },
      log,
    });
    await shown.settled();
    return wereMissing;
  }
}

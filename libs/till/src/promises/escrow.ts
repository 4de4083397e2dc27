import { documentDefect, promiseNames, type PromiseName } from '@tidemark/schema';
import { BehaviorSubject } from 'rxjs';
import type { Ledger } from './ledger.ts';
import type { Promised } from './promise-schemas.ts';
import type { PromiseStore } from './promise-store.ts';
import type { SecondCopy } from './second-copy.ts';
import { meet } from './take-page.ts';

export type CopyState = { readonly kind: 'kept' } | { readonly kind: 'none'; readonly reason: string };

/**
 * Keeps the second copy of everything that is unsent: written before anybody is told that it is sold, taken away when
 * the server has it, and brought back at the start where the database lost it.
 */
export class Escrow {
  readonly #copy: SecondCopy | undefined;
  readonly #ledger: Ledger;
  /** What is in the second copy, as far as this tab knows. */
  readonly #held = new Set<string>();
  readonly state$ = new BehaviorSubject<CopyState | undefined>(undefined);

  constructor(copy: SecondCopy | undefined, ledger: Ledger) {
    this.#copy = copy;
    this.#ledger = ledger;
    if (!copy) this.state$.next({ kind: 'none', reason: 'This browser has no place for a second copy.' });
  }

  /** Never throws: what is in the database is stored, with a second copy or without. */
  async put(name: PromiseName, document: Promised): Promise<void> {
    await this.#try(async copy => {
      await copy.put(keyOf(name, document.id), JSON.stringify(document));
      this.#held.add(keyOf(name, document.id));
    });
  }

  /** Takes away the copies of what the server has. */
  async release(): Promise<void> {
    for (const key of [...this.#held]) {
      const [name, id] = partsOf(key);
      if (!name || this.#ledger.isUnsent(name, id)) continue;
      this.#held.delete(key);
      await this.#try(copy => copy.remove(key));
    }
  }

  /**
   * Brings back what the database lost, and writes what the copy lacks. Answers how many were brought back. What is
   * unreadable stays where it is.
   */
  async reconcile(store: PromiseStore): Promise<number> {
    let broughtBack = 0;
    await this.#try(async copy => {
      for (const [key, text] of await copy.all()) {
        const [name, id] = partsOf(key);
        const document = name && readDocument(name, text);
        if (!name || document?.id !== id) continue;
        this.#held.add(key);
        const known = await store.of(name).byId(id);
        const stored = await store
          .of(name)
          .change(id, held => (held ? cartOr(name, held, document) : document) as never);
        if (stored) this.#ledger.take(name, [stored as never]);
        if (!known) broughtBack++;
      }
    });
    for (const name of promiseNames) {
      for (const document of this.#ledger.unsent(name)) {
        if (!this.#held.has(keyOf(name, document.id))) await this.put(name, document);
      }
    }
    await this.release();
    return broughtBack;
  }

  async #try(act: (copy: SecondCopy) => Promise<void>): Promise<void> {
    if (!this.#copy) return;
    try {
      await act(this.#copy);
      this.state$.next({ kind: 'kept' });
    } catch (error) {
      this.state$.next({ kind: 'none', reason: error instanceof Error ? error.message : String(error) });
    }
  }
}

/** A cart has what either has; everything else was written once. */
function cartOr(name: PromiseName, held: Promised, copied: Promised): Promised {
  return name === 'carts' ? meet(name, copied, held) : held;
}

function readDocument(name: PromiseName, text: string): Promised | undefined {
  try {
    const document = JSON.parse(text) as Promised;
    return documentDefect(name, document) === undefined ? document : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function keyOf(name: PromiseName, id: string): string {
  return `${name}.${id}`;
}

function partsOf(key: string): [PromiseName | undefined, string] {
  const dot = key.indexOf('.');
  return [promiseNames.find(name => name === key.slice(0, dot)), key.slice(dot + 1)];
}

import { documentFits, recordNames, type RecordName } from '@tidemark/schema';
import { BehaviorSubject } from 'rxjs';
import { reasonOf, type Reason } from '../../api/reason.ts';
import type { Ledger } from '../marks/ledger.ts';
import type { RecordDocument } from '../record-schemas.ts';
import type { RecordStore } from '../record-store.ts';
import type { BackupCopy } from './backup-copy.ts';
import { meet } from '../take-page.ts';

export type CopyState = { readonly kind: 'kept' } | { readonly kind: 'none'; readonly reason: Reason };

/**
 * Keeps the backup copy of everything that is unsent: writes it before the till says "sold", removes it when the server
 * has the record, and brings it back at the start where the database lost it.
 */
export class UnsentBackups {
  readonly #copy: BackupCopy | undefined;
  readonly #ledger: Ledger;
  /** Keys in the backup copy, as far as this tab knows. */
  readonly #held = new Set<string>();
  readonly state$ = new BehaviorSubject<CopyState | undefined>(undefined);

  constructor(copy: BackupCopy | undefined, ledger: Ledger) {
    this.#copy = copy;
    this.#ledger = ledger;
    if (!copy) this.state$.next({ kind: 'none', reason: { code: 'no-backup-copy' } });
  }

  /** Never throws: what is in the database is stored, with or without a backup copy. */
  async put(name: RecordName, document: RecordDocument): Promise<void> {
    await this.#try(async copy => {
      await copy.put(keyOf(name, document.id), JSON.stringify(document));
      this.#held.add(keyOf(name, document.id));
    });
  }

  /** Removes the copies of what the server has. Keeps those of records not known here: each may be the only one. */
  async release(): Promise<void> {
    for (const key of [...this.#held]) {
      const [name, id] = partsOf(key);
      if (!name || this.#ledger.isUnsent(name, id)) continue;
      if (!this.#ledger.document(name, id) && !this.#ledger.isRemoved(name, id)) continue;
      this.#held.delete(key);
      await this.#try(copy => copy.remove(key));
    }
  }

  /** As `release`, also of copies that another tab wrote, which may have ended since. */
  async releaseAll(): Promise<void> {
    await this.#try(async copy => {
      for (const key of (await copy.all()).keys()) this.#held.add(key);
    });
    await this.release();
  }

  /**
   * Brings back what the database lost, and writes what the copy lacks. Answers how many were brought back. What is
   * unreadable, or cannot be stored again now, stays where it is and stops nothing else.
   */
  async reconcile(store: RecordStore): Promise<number> {
    let broughtBack = 0;
    const failures = new Map<string, unknown>();
    await this.#try(async copy => {
      for (const [key, text] of await copy.all()) {
        try {
          if (await this.#bringBack(store, key, text)) broughtBack++;
        } catch (error) {
          failures.set(key, error);
        }
      }
    });
    for (const name of recordNames) {
      for (const document of this.#ledger.unsent(name)) {
        const key = keyOf(name, document.id);
        // A copy that could not be stored may say more than the database does.
        if (!this.#held.has(key) && !failures.has(key)) await this.put(name, document);
      }
    }
    await this.release();
    for (const [, error] of failures) this.#tellOf(error);
    return broughtBack;
  }

  /** Answers whether the database had lost it. @throws where it cannot be stored: then its copy stays. */
  async #bringBack(store: RecordStore, key: string, text: string): Promise<boolean> {
    const [name, id] = partsOf(key);
    const document = name && readDocument(name, text);
    if (!name || document?.id !== id) return false;
    const known = await store.of(name).byId(id);
    if (!known) this.#ledger.forget(name, id);
    const stored = await store
      .of(name)
      .change(id, held => (held ? cartOr(name, held, document) : document) as never);
    if (stored) this.#ledger.take(name, [stored as never]);
    this.#held.add(key);
    return !known;
  }

  async #try(act: (copy: BackupCopy) => Promise<void>): Promise<void> {
    if (!this.#copy) return;
    try {
      await act(this.#copy);
      this.state$.next({ kind: 'kept' });
    } catch (error) {
      this.#tellOf(error);
    }
  }

  #tellOf(error: unknown): void {
    this.state$.next({ kind: 'none', reason: reasonOf(error) });
  }
}

/** A merged cart has what either has; any other record was written once. */
function cartOr(name: RecordName, held: RecordDocument, copied: RecordDocument): RecordDocument {
  return name === 'carts' ? meet(name, copied, held) : held;
}

function readDocument(name: RecordName, text: string): RecordDocument | undefined {
  try {
    const document = JSON.parse(text) as RecordDocument;
    return documentFits(name, document) ? document : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function keyOf(name: RecordName, id: string): string {
  return `${name}.${id}`;
}

function partsOf(key: string): [RecordName | undefined, string] {
  const dot = key.indexOf('.');
  return [recordNames.find(name => name === key.slice(0, dot)), key.slice(dot + 1)];
}

import type { RecordName, RecordOf } from '@tidemark/schema';
import type { UnsentBackups } from '../records/backup-copy/unsent-backups.ts';
import type { Ledger } from '../records/marks/ledger.ts';
import type { RecordDocument } from '../records/record-schemas.ts';
import type { RecordStore } from '../records/record-store.ts';
import { NotStored } from '../records/stored-collection.ts';

/** Writes what a till records: stores it, reads it back and copies it; only then is it done. */
export class RecordWriter {
  readonly #store: RecordStore;
  readonly #ledger: Ledger;
  readonly #unsentBackups: UnsentBackups;

  constructor(store: RecordStore, ledger: Ledger, unsentBackups: UnsentBackups) {
    this.#store = store;
    this.#ledger = ledger;
    this.#unsentBackups = unsentBackups;
  }

  /** Answers what is stored under the id: this document, or the one that was there before. @throws NotStored. */
  async write<C extends RecordName>(name: C, document: RecordOf[C]): Promise<RecordOf[C]> {
    const stored = await this.#stored(name, document);
    await this.#done(name, stored);
    return stored;
  }

  /** Changes a stored document; undefined where it is not known. @throws NotStored. */
  async change<C extends RecordName>(
    name: C,
    id: string,
    change: (stored: RecordOf[C]) => RecordOf[C],
  ): Promise<RecordOf[C] | undefined> {
    const stored = await inWords(() => this.#store.of(name).change(id, held => held && change(held)));
    if (stored) await this.#done(name, stored);
    return stored;
  }

  async #stored<C extends RecordName>(name: C, document: RecordOf[C]): Promise<RecordOf[C]> {
    const collection = this.#store.of(name);
    try {
      if (await collection.insert(document)) return document;
    } catch (error) {
      // A write that failed may still have happened: only the storage knows.
      const held = await collection.byId(document.id).catch(() => undefined);
      if (!held) throw asNotStored(error);
      return held;
    }
    const known = await inWords(() => collection.byId(document.id));
    if (!known)
      throw new NotStored(
        { code: 'storage-contradicts' },
        'This browser contradicts itself about what it stored.',
      );
    return known;
  }

  async #done<C extends RecordName>(name: C, stored: RecordOf[C]): Promise<void> {
    this.#ledger.take(name, [stored]);
    if (this.#ledger.isUnsent(name, stored.id)) await this.#unsentBackups.put(name, stored as RecordDocument);
  }
}

async function inWords<R>(act: () => Promise<R>): Promise<R> {
  try {
    return await act();
  } catch (error) {
    throw asNotStored(error);
  }
}

/** Why this browser could not store something. */
export function asNotStored(error: unknown): NotStored {
  if (error instanceof NotStored) return error;
  const text = error instanceof Error ? `${error.name} ${error.message}` : String(error);
  const isFull = /quota|disk is full|no space/i.test(text);
  if (isFull)
    return new NotStored(
      { code: 'storage-full' },
      'This device has no room left. Nothing was stored; make room and try again.',
      { cause: error },
    );
  const message = error instanceof Error ? error.message : String(error);
  return new NotStored({ code: 'storage-failed', message }, `This browser could not store it: ${message}`, {
    cause: error,
  });
}

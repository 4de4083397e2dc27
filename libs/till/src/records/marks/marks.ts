import type { RecordName, RefusalCode } from '@tidemark/schema';
import type { StoredCollection } from '../stored-collection.ts';

/** What a till notes about its records, beside them and as durable as they are. */
export interface Mark {
  readonly id: string;
  readonly body: object;
}

/** Why the server would not take a record. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
}

/** Notes by name. Each is stored apart, so two tabs never overwrite each other's notes. */
export class Marks {
  readonly #stored: StoredCollection<Mark>;

  constructor(stored: StoredCollection<Mark>) {
    this.#stored = stored;
  }

  get written$() {
    return this.#stored.written$;
  }

  async get<T extends object>(id: string): Promise<T | undefined> {
    return (await this.#stored.byId(id))?.body as T | undefined;
  }

  /** Writes a note; answers the stored note. */
  set(id: string, body: object): Promise<Mark> {
    return this.change(id, () => body);
  }

  /** Makes of a note what `change` says, also when another tab writes it meanwhile; answers the stored note. */
  async change<T extends object>(id: string, change: (body: T | undefined) => T): Promise<Mark> {
    const next = (held: Mark | undefined) => ({ id, body: change(held?.body as T | undefined) });
    return (await this.#stored.change(id, next)) as Mark;
  }

  /** False when this tab or another has it already: the storage itself decides which was first. */
  claim(id: string, body: object): Promise<boolean> {
    return this.#stored.insert({ id, body });
  }

  all(): Promise<readonly Mark[]> {
    return this.#stored.all();
  }

  /** Removes notes whose records have left; nothing of them is left in the storage. */
  async remove(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#stored.remove(ids, () => true);
    while (!(await this.#stored.rx.storageInstance.cleanup(0)));
  }
}

export const markId = {
  /** The place up to which a collection was read and found stored. */
  place: (name: RecordName) => `place-${name}`,
  /** The history of the mirror that all notes belong to. */
  epoch: 'epoch',
  /** Why a record is parked; `{}` once it was taken after all. */
  refusal: (name: RecordName, id: string) => `refusal-${name}-${id}`,
  /** A hash of what the server has of a cart. */
  acknowledged: (cartId: string) => `acknowledged-${cartId}`,
  /** Records that a server of another history must be told again. */
  owed: (name: RecordName) => `owed-${name}`,
  /** The sale that has a receipt number. */
  receipt: (number: string) => `receipt-${number}`,
  /** Personal data were erased: what is left of them on the disk must go. */
  scrub: 'scrub',
  /** The highest number of a series whose record has left this till. */
  retired: (series: string) => `retired-${series}`,
  /** How many sales were written without the signature that they should have. */
  unsigned: 'unsigned',
  /** The series of the journal that this till writes. */
  series: 'series',
} as const;

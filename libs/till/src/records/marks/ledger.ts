import { parseCheckpoint, revOf, type Checkpoint } from '@tidemark/protocol';
import { recordNames, type Cart, type RecordName, type RecordOf } from '@tidemark/schema';
import { Subject, Subscription, type Observable } from 'rxjs';
import { KnownMarks } from './known-marks.ts';
import { staleMarks } from './stale-marks.ts';
import { markId, type Mark, type Refusal } from './marks.ts';
import type { RecordDocument } from '../record-schemas.ts';
import type { RecordStore } from '../record-store.ts';
import { heightOf, type Removed } from '../stored-collection.ts';

interface Owed {
  readonly ids: readonly string[];
}

/** A change of one entry of the ledger. */
export interface LedgerChange {
  readonly collection: RecordName;
  readonly id: string;
}

/**
 * Everything that tills wrote, as this browser has it stored, in memory: documents, and what was noted about them. Each
 * write of any tab updates it. No mark makes a record count as sent: unsent is what the server has not acknowledged.
 */
export class Ledger implements Disposable {
  readonly #store: RecordStore;
  readonly #documents = new Map<RecordName, Map<string, RecordDocument>>(
    recordNames.map(name => [name, new Map()]),
  );
  /** What was removed, and how often it had been written then: no reading of before brings it back. */
  readonly #removed = new Map<RecordName, Map<string, number>>(recordNames.map(name => [name, new Map()]));
  readonly #unsent = new Map<RecordName, Set<string>>(recordNames.map(name => [name, new Set()]));
  readonly #marks = new KnownMarks();
  readonly #changes = new Subject<readonly LedgerChange[]>();
  readonly #following = new Subscription();
  readonly changes$: Observable<readonly LedgerChange[]> = this.#changes;

  private constructor(store: RecordStore) {
    this.#store = store;
  }

  static async open(store: RecordStore): Promise<Ledger> {
    const ledger = new Ledger(store);
    ledger.#follow();
    await ledger.reread();
    return ledger;
  }

  /** Reads everything anew from the storage: events of other tabs may be lost. */
  async reread(): Promise<void> {
    const before = this.#marks.asOfNow();
    this.#marks.takeAllAfter(before, await this.#store.marks.all());
    for (const name of recordNames) await this.#rereadAll(name);
  }

  document<C extends RecordName>(name: C, id: string): RecordOf[C] | undefined {
    return this.#of(name).get(id) as RecordOf[C] | undefined;
  }

  documents<C extends RecordName>(name: C): RecordOf[C][] {
    return [...this.#of(name).values()] as RecordOf[C][];
  }

  /** What the server has not acknowledged, parked ones included. */
  unsent<C extends RecordName>(name: C): RecordOf[C][] {
    return [...this.#unsentOf(name)].flatMap(id => this.document(name, id) ?? []);
  }

  unsentCount(name: RecordName): number {
    return this.#unsentOf(name).size;
  }

  isUnsent(name: RecordName, id: string): boolean {
    return this.#unsentOf(name).has(id);
  }

  /** Ids that the next push should carry: a parked record only after a person decided to send it again. */
  due(name: RecordName): string[] {
    return [...this.#unsentOf(name)].filter(id => !this.refusal(name, id));
  }

  refusal(name: RecordName, id: string): Refusal | undefined {
    const body = this.#marks.body(markId.refusal(name, id)) as Partial<Refusal> | undefined;
    return body?.code ? (body as Refusal) : undefined;
  }

  place(name: RecordName): Checkpoint | undefined {
    const body = this.#marks.body(markId.place(name)) as { at?: string } | undefined;
    return body?.at === undefined ? undefined : parseCheckpoint(body.at);
  }

  /** Records that were sent once, to a server of another history. */
  owed(name: RecordName): readonly string[] {
    return (this.#marks.body(markId.owed(name)) as Owed | undefined)?.ids ?? [];
  }

  /** The series of the journal that this till writes. */
  get series(): string | undefined {
    return (this.#marks.body(markId.series) as { series?: string } | undefined)?.series;
  }

  /** The highest number of a series whose record has left this till; 0: none has. */
  retiredUpTo(series: string): number {
    return (this.#marks.body(markId.retired(series)) as { number?: number } | undefined)?.number ?? 0;
  }

  /** Whether a record was here and has left this till, by the server's word. */
  isRemoved(name: RecordName, id: string): boolean {
    return this.#removedOf(name).has(id);
  }

  /** Whether words that the server erased may still be on the disk. */
  get owesScrub(): boolean {
    return (this.#marks.body(markId.scrub) as { isOwed?: boolean } | undefined)?.isOwed === true;
  }

  /** How many sales this till wrote without the signature that they should have. */
  get unsigned(): number {
    return (this.#marks.body(markId.unsigned) as { count?: number } | undefined)?.count ?? 0;
  }

  get epoch(): string | undefined {
    return (this.#marks.body(markId.epoch) as { epoch: string } | undefined)?.epoch;
  }

  /** The highest receipt number of a prefix that was ever noted here, also of sales that have left. */
  highestReceipt(prefix: string): string | undefined {
    return this.#marks.highestReceipt(prefix);
  }

  /** Removes the notes about records that have left ([T103]). */
  async forgetStale(): Promise<void> {
    const ids = staleMarks(this.#marks.ids, {
      has: (name, id) => this.#of(name).has(id),
      sales: this.documents('sales'),
      isHighest: number => this.highestReceipt(number.slice(0, number.lastIndexOf('-'))) === number,
    });
    await this.#store.marks.remove(ids);
    this.#marks.forget(ids);
  }

  /** Stores a note, and then takes it into memory. */
  async note(id: string, body: object): Promise<void> {
    const before = this.#marks.known(id);
    const stored = await this.#store.marks.set(id, body);
    if (this.#marks.takeAfter(before, stored)) this.#reconcileNoted(id);
  }

  /** Changes which records are owed, first in the storage and then in memory. */
  async changeOwed(name: RecordName, change: (ids: readonly string[]) => readonly string[]): Promise<void> {
    const id = markId.owed(name);
    const before = this.#marks.known(id);
    const stored = await this.#store.marks.change<Owed>(id, owed => ({ ids: change(owed?.ids ?? []) }));
    if (this.#marks.takeAfter(before, stored)) this.#reconcileNoted(id);
  }

  /** These records are owed to the server from now on, whatever it had before. */
  async owe(name: RecordName, ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.changeOwed(name, owed => [...new Set([...owed, ...ids])]);
  }

  /** Takes in what this tab just stored or read, without waiting for the storage's event. */
  take<C extends RecordName>(name: C, documents: readonly RecordOf[C][]): void {
    this.#take(name, documents);
  }

  /** Takes in what this tab or another removed. */
  remove(name: RecordName, removed: readonly Removed[]): void {
    const gone = removed.filter(each => this.#isNewRemoval(name, each));
    for (const { id, height } of gone) {
      this.#of(name).delete(id);
      this.#unsentOf(name).delete(id);
      this.#removedOf(name).set(id, height);
    }
    if (gone.length > 0) this.#changes.next(gone.map(({ id }) => ({ collection: name, id })));
  }

  /** The storage lost it: what is stored from now on counts anew. */
  forget(name: RecordName, id: string): void {
    this.#removedOf(name).delete(id);
    this.#of(name).delete(id);
    this.#unsentOf(name).delete(id);
  }

  [Symbol.dispose](): void {
    this.#following.unsubscribe();
    this.#changes.complete();
  }

  #follow(): void {
    for (const name of recordNames) {
      const { written$, removed$ } = this.#store.of(name);
      this.#following.add(removed$.subscribe(removed => this.remove(name, removed)));
      this.#following.add(
        written$.subscribe(batch =>
          this.#take(
            name,
            batch.map(each => each.document as RecordDocument),
          ),
        ),
      );
    }
    this.#following.add(
      this.#store.marks.written$.subscribe(batch => {
        for (const { document } of batch) this.#takeMark(document);
      }),
    );
  }

  #take(name: RecordName, documents: readonly RecordDocument[]): void {
    const news = documents.filter(each => this.#isNews(name, each));
    for (const document of news) {
      this.#removedOf(name).delete(document.id);
      this.#of(name).set(document.id, document);
      this.#reconcile(name, document);
    }
    if (news.length > 0) this.#changes.next(news.map(({ id }) => ({ collection: name, id })));
  }

  /**
   * [T34] A reading from before the last write, arriving after it, is not news: it would hide that write, and keep it
   * from being sent.
   */
  #isNews(name: RecordName, document: RecordDocument): boolean {
    const known = this.#of(name).get(document.id);
    const height = heightOf(document) ?? Infinity;
    if (known === undefined) return height > (this.#removedOf(name).get(document.id) ?? 0);
    return height >= (heightOf(known) ?? 0);
  }

  /** Whether a removal is later than what is known of the record. */
  #isNewRemoval(name: RecordName, { id, height }: Removed): boolean {
    const known = this.#of(name).get(id);
    return known !== undefined && height > (heightOf(known) ?? 0);
  }

  async #rereadAll(name: RecordName): Promise<void> {
    const collection = this.#store.of(name);
    const before = new Map(this.#of(name));
    const all: readonly RecordDocument[] = await collection.all();
    this.#take(name, all);
    const stored = new Set(all.map(({ id }) => id));
    const missing = [...before.keys()].filter(id => !stored.has(id));
    this.remove(name, await collection.removedAmong(missing));
  }

  #takeMark(mark: Mark): void {
    if (this.#marks.take(mark)) this.#reconcileNoted(mark.id);
  }

  /** Decides again whether the record of a note is unsent. */
  #reconcileNoted(id: string): void {
    const touched = recordNames.flatMap(name => {
      if (id === markId.owed(name)) return this.#all(name);
      const [document] = this.#concerned(name, id);
      return document ? [{ name, document }] : [];
    });
    for (const { name, document } of touched) this.#reconcile(name, document);
    this.#changes.next(touched.map(({ name, document }) => ({ collection: name, id: document.id })));
  }

  #concerned(name: RecordName, mark: string): RecordDocument[] {
    const prefix =
      name === 'carts' && mark.startsWith('acknowledged-') ? 'acknowledged-' : `refusal-${name}-`;
    const document = mark.startsWith(prefix) ? this.#of(name).get(mark.slice(prefix.length)) : undefined;
    return document ? [document] : [];
  }

  #all(name: RecordName) {
    return [...this.#of(name).values()].map(document => ({ name, document }));
  }

  /** Whether the server has a record as it says here. */
  isAcknowledged(name: RecordName, document: RecordDocument): boolean {
    return name === 'carts'
      ? this.#acknowledged(document.id) === contentHash(document as Cart)
      : (document as { submission: unknown }).submission !== null && !this.owed(name).includes(document.id);
  }

  #reconcile(name: RecordName, document: RecordDocument): void {
    if (this.isAcknowledged(name, document)) this.#unsentOf(name).delete(document.id);
    else this.#unsentOf(name).add(document.id);
  }

  #acknowledged(cartId: string): string | undefined {
    return (this.#marks.body(markId.acknowledged(cartId)) as { hash?: string } | undefined)?.hash;
  }

  #of(name: RecordName): Map<string, RecordDocument> {
    return this.#documents.get(name) as Map<string, RecordDocument>;
  }

  #removedOf(name: RecordName): Map<string, number> {
    return this.#removed.get(name) as Map<string, number>;
  }

  #unsentOf(name: RecordName): Set<string> {
    return this.#unsent.get(name) as Set<string>;
  }
}

/** A hash of what a cart says; its `rev` is the mirror's, and says nothing. */
export function contentHash(cart: Cart): string {
  return revOf(cart);
}

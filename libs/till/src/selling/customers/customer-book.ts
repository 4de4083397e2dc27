import { isMadeBy } from '@tidemark/conflict';
import {
  compareTitles,
  wantedOfPeople,
  wordsOf,
  wordsOfCustomer,
  type Customer,
  type Wanted,
} from '@tidemark/schema';
import { Subject, throttleTime, type Observable } from 'rxjs';
import { PrefixIndex } from '../../catalogue/prefix-index.ts';
import { customerEntry, type KnownEdit } from './customer-entry.ts';
import type { CustomerEntry } from '../selling.ts';

/** How many customers are indexed in one task of the main thread. */
const loadSize = 250;

/** All customers in memory: the mirrored ones, and what tills wrote about them since. */
export class CustomerBook {
  readonly #mirrored = new Map<string, Customer>();
  readonly #edits = new Map<string, KnownEdit>();
  /** The edits of each customer, by the id under which they were written. */
  readonly #editsOf = new Map<string, Set<string>>();
  /** The ids under which tills knew a customer before Shopify had one. */
  readonly #aliases = new Map<string, Set<string>>();
  /** New customers of edits that are neither refused nor decided yet. */
  readonly #expected = new Set<string>();
  readonly #index = new PrefixIndex();
  readonly #changes = new Subject<void>();
  readonly changed$: Observable<void> = this.#changes.pipe(
    throttleTime(100, undefined, { leading: true, trailing: true }),
  );
  #byTime: string[] | undefined;

  /** Loads everything anew. Between parts, others have their turn: nothing waits for twelve thousand names. */
  async load(customers: readonly Customer[]): Promise<void> {
    const before = new Set(this.#mirrored.keys());
    this.#mirrored.clear();
    for (const each of customers) this.#mirrored.set(each.id, each);
    for (const id of before) if (!this.#mirrored.has(id)) this.#refresh(id);
    for (let start = 0; start < customers.length; start += loadSize) {
      for (const { id } of customers.slice(start, start + loadSize)) this.#refresh(id);
      await new Promise(resolve => setTimeout(resolve, 0));
    }
    // A new customer is shown once, under Shopify's id as soon as there is one.
    for (const id of this.#editsOf.keys()) this.#refresh(id);
    this.#changes.next();
  }

  setMirrored(id: string, customer: Customer | undefined): void {
    if (customer) this.#mirrored.set(id, customer);
    else this.#mirrored.delete(id);
    this.#refresh(id);
    for (const each of [...this.#aliasesOf(id), ...this.#expected]) this.#refresh(each);
    this.#changes.next();
  }

  setEdit(known: KnownEdit): void {
    const { id, customerId } = known.edit;
    this.#edits.set(id, known);
    if (isExpected(known)) this.#expected.add(id);
    else this.#expected.delete(id);
    this.#editsOf.set(customerId, (this.#editsOf.get(customerId) ?? new Set()).add(id));
    const real = this.#realId(customerId);
    if (real !== customerId) this.#aliases.set(real, (this.#aliases.get(real) ?? new Set()).add(customerId));
    this.#refresh(customerId);
    if (real !== customerId) this.#refresh(real);
    this.#changes.next();
  }

  /** An edit has left this till: the mirror has what it said. */
  removeEdit(id: string): void {
    const known = this.#edits.get(id);
    if (!known) return;
    const { customerId } = known.edit;
    const real = this.#realId(customerId);
    this.#edits.delete(id);
    this.#expected.delete(id);
    this.#editsOf.get(customerId)?.delete(id);
    if (id === customerId) this.#aliases.get(real)?.delete(customerId);
    this.#refresh(customerId);
    if (real !== customerId) this.#refresh(real);
    this.#changes.next();
  }

  /** By Shopify's id, or by that of the edit that made the customer; also after the customer was given up. */
  get(id: string): CustomerEntry | undefined {
    const real = this.#realId(id);
    if (this.#mirrored.has(real)) return this.#entry(real);
    return this.#isSomebody(id) ? this.#entry(id) : undefined;
  }

  search(words: string, limit: number): readonly CustomerEntry[] {
    if (words.trim() === '')
      return this.#latest()
        .slice(0, limit)
        .map(id => this.#entry(id));
    return this.#index
      .matching(wantedOfPeople(words))
      .sort((a, b) => compareTitles(this.#nameOf(a), this.#nameOf(b)) || compare(a, b))
      .slice(0, limit)
      .map(id => this.#entry(id));
  }

  /** Ids of all customers with a wanted word of name, e-mail or phone. */
  having(wanted: Wanted): readonly string[] {
    return this.#index.matching([wanted]);
  }

  #entry(id: string): CustomerEntry {
    const ids = [id, ...this.#aliasesOf(id)];
    const edits = ids.flatMap(each => [...(this.#editsOf.get(each) ?? [])]);
    return customerEntry(
      id,
      this.#mirrored.get(id),
      edits.flatMap(each => this.#edits.get(each) ?? []),
    );
  }

  #nameOf(id: string): string {
    return this.#mirrored.get(id)?.displayName ?? this.#entry(id).displayName;
  }

  /** Shopify's id of a customer whom a till made, or who was chosen in their place; else the id itself. */
  #realId(id: string): string {
    const submission = this.#edits.get(id)?.edit.submission;
    return (submission && 'customerId' in submission ? submission.customerId : undefined) ?? id;
  }

  #aliasesOf(id: string): string[] {
    return [...(this.#aliases.get(id) ?? [])];
  }

  /** Whether a customer has this id: a mirrored one, or one that a till made. */
  #isSomebody(id: string): boolean {
    return this.#mirrored.has(id) || this.#edits.get(id)?.edit.isNew === true;
  }

  /** Made on a till, never in Shopify, and nothing left to decide: sales to them go without a customer. */
  #isGivenUp(id: string): boolean {
    const submission = this.#edits.get(id)?.edit.submission;
    const isResolved = submission?.state === 'resolved' && submission.customerId === null;
    return isResolved && !this.#mirrored.has(id) && this.#entry(id).pending.length === 0;
  }

  /** A new customer may be mirrored before Shopify's answer about them is known; they are still shown once. */
  #isHereAlready(id: string): boolean {
    const known = this.#expected.has(id) ? this.#edits.get(id) : undefined;
    if (!known) return false;
    const { firstName, lastName, email } = known.edit.changes;
    const names = [firstName?.is, lastName?.is].flatMap(each => wordsOf(each ?? ''));
    const words = names.length > 0 ? names : wordsOf(email?.is ?? '');
    return this.#index.matching(words.map(each => [each])).some(each => {
      const mirrored = this.#mirrored.get(each);
      return mirrored !== undefined && isMadeBy(known.edit, mirrored);
    });
  }

  #refresh(id: string): void {
    this.#byTime = undefined;
    const real = this.#realId(id);
    const isShown =
      this.#isSomebody(id) && (real === id || !this.#mirrored.has(real)) && !this.#isGivenUp(id);
    if (!isShown || this.#isHereAlready(id)) return this.#index.delete(id);
    this.#index.set(id, wordsOfCustomer(this.#entry(id)));
  }

  #latest(): string[] {
    this.#byTime ??= this.#index
      .ids()
      .map(id => ({ id, at: this.#changedAt(id) }))
      .sort((a, b) => compare(b.at, a.at) || compare(a.id, b.id))
      .map(({ id }) => id);
    return this.#byTime;
  }

  #changedAt(id: string): string {
    const times = [...(this.#editsOf.get(id) ?? [])].flatMap(
      each => this.#edits.get(each)?.edit.createdAt ?? [],
    );
    return [this.#mirrored.get(id)?.updatedAt ?? '', ...times].reduce((a, b) => (a > b ? a : b));
  }
}

/** Whether an edit is on its way to make a customer: not refused, and not decided. */
function isExpected({ edit, refusal }: KnownEdit): boolean {
  const state = edit.submission?.state ?? 'waiting';
  return edit.isNew && state === 'waiting' && refusal === undefined;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

import { withoutFields, type FieldPath } from './denied-fields.ts';
import type { Operation } from '../operation.ts';
import { canShrink, withSmallerPages } from '../transport/smaller-pages.ts';

/** After so long the whole query is asked again: a shop's plan may have changed, and Shopify's prices too. */
const rememberedMs = 60 * 60_000;

interface Remembered<T> {
  readonly value: T;
  readonly until: number;
}

/** How queries are asked of one shop, by what it answered before: without the fields it denies ([G30]), in pages that cost
 * no more than one request may ([G31]). */
export class AskedText {
  readonly #now: () => number;
  readonly #denied = new Map<string, Remembered<ReadonlySet<FieldPath>>>();
  readonly #halvings = new Map<string, Remembered<number>>();

  constructor(now: () => number) {
    this.#now = now;
  }

  of({ name, text }: Pick<Operation<unknown>, 'name' | 'text'>): string {
    return withSmallerPages(withoutFields(text, this.deniedIn(name)), this.#halvingsOf(name));
  }

  /** The fields that the shop denies in what an operation asks for. */
  deniedIn(name: string): ReadonlySet<FieldPath> {
    return this.#still(this.#denied.get(thingOf(name))) ?? new Set();
  }

  /** Answers whether any of these was not known. */
  learnDenied(name: string, paths: readonly FieldPath[]): boolean {
    const known = this.deniedIn(name);
    const value = new Set([...known, ...paths]);
    if (value.size === known.size) return false;
    this.#denied.set(thingOf(name), { value, until: this.#now() + rememberedMs });
    return true;
  }

  /** Answers whether the pages of an operation can be smaller than they are asked for, and asks for such from now on. */
  shrink({ name, text }: Pick<Operation<unknown>, 'name' | 'text'>): boolean {
    const halvings = this.#halvingsOf(name);
    if (!canShrink(text, halvings)) return false;
    this.#halvings.set(name, { value: halvings + 1, until: this.#now() + rememberedMs });
    return true;
  }

  #halvingsOf(name: string): number {
    return this.#still(this.#halvings.get(name)) ?? 0;
  }

  #still<T>(remembered: Remembered<T> | undefined): T | undefined {
    return remembered && remembered.until > this.#now() ? remembered.value : undefined;
  }
}

/** What an operation asks for: pages, reads by id and bulk files of one thing are denied the same. */
function thingOf(name: string): string {
  return /^(?:bulk-)?(customer|order)/.exec(name)?.[1] ?? name;
}

import { withoutFields, type FieldPath } from './denied-fields.ts';
import type { Operation } from '../operation.ts';
import { canShrink, withSmallerPages } from '../transport/smaller-pages.ts';

/** After this long the full query is sent again: the shop's plan, or Shopify's query costs, may have changed. */
const rememberedMs = 60 * 60_000;

interface Remembered<T> {
  readonly value: T;
  readonly until: number;
}

/**
 * Adapts queries to a shop's earlier answers: without the fields that it denies ([G30]), in pages that cost no more
 * than one request may ([G31]).
 */
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

  /** The fields of an operation that the shop denies. */
  deniedIn(name: string): ReadonlySet<FieldPath> {
    return this.#still(this.#denied.get(thingOf(name))) ?? new Set();
  }

  /** Notes denied fields; returns whether any of them is new. */
  learnDenied(name: string, paths: readonly FieldPath[]): boolean {
    const known = this.deniedIn(name);
    const value = new Set([...known, ...paths]);
    if (value.size === known.size) return false;
    this.#denied.set(thingOf(name), { value, until: this.#now() + rememberedMs });
    return true;
  }

  /** Makes an operation's pages smaller from now on; returns whether that is possible. */
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

/** The resource that an operation asks for: its pages, reads by id and bulk files are denied the same fields. */
function thingOf(name: string): string {
  return /^(?:bulk-)?(customer|order)/.exec(name)?.[1] ?? name;
}

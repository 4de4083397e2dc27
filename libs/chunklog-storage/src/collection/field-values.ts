import { getProperty } from 'rxdb';
import type { Doc } from './document.ts';
import { IdsByValue } from './ids-by-value.ts';
import type { Slices } from './slices.ts';

/** The documents as they are. */
export type Held = { ids(): Iterable<string>; get(id: string): Doc | undefined };

type Field = { readonly ids: IdsByValue; readonly complete: Promise<void> };

/** Who has which text in a field: of each field that was once asked for, kept true by whoever holds the documents. */
export class FieldValues {
  readonly #held: Held;
  readonly #fields = new Map<string, Field>();

  constructor(held: Held) {
    this.#held = held;
  }

  has(field: string): boolean {
    return this.#fields.has(field);
  }

  /** The ids by their values of this field. The first that asks waits until all that is held is in it. */
  async of(field: string, slices: Slices): Promise<IdsByValue> {
    let known = this.#fields.get(field);
    if (!known) {
      const ids = new IdsByValue();
      // What changes meanwhile is told to `replace`, and found here as it is by then.
      known = { ids, complete: this.#fill(ids, field, slices) };
      this.#fields.set(field, known);
    }
    await known.complete;
    return known.ids;
  }

  /** A document as it is now instead of what it was; undefined where there is, or was, none. */
  replace(id: string, previous: Doc | undefined, document: Doc | undefined): void {
    for (const [field, { ids }] of this.#fields) {
      const [before, value] = [textIn(previous, field), textIn(document, field)];
      if (before === value) continue;
      if (before !== undefined) ids.remove(before, id);
      if (value !== undefined) ids.add(value, id);
    }
  }

  async #fill(ids: IdsByValue, field: string, slices: Slices): Promise<void> {
    for (const id of this.#held.ids()) {
      const value = textIn(this.#held.get(id), field);
      if (value !== undefined) ids.add(value, id);
      await slices.rest();
    }
  }
}

function textIn(document: Doc | undefined, field: string): string | undefined {
  const value: unknown = document && getProperty(document, field);
  return typeof value === 'string' ? value : undefined;
}

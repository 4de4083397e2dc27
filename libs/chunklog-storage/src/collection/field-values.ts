import { getProperty } from 'rxdb';
import type { Doc } from './document.ts';
import { IdsByValue } from './ids-by-value.ts';
import type { Slices } from './slices.ts';

/** The documents in their present state. */
export type Held = { ids(): Iterable<string>; get(id: string): Doc | undefined };

type Field = { readonly ids: IdsByValue; readonly complete: Promise<void> };

/**
 * The ids by the text of a field, for each field that was queried once. The owner of the documents keeps it up to date.
 */
export class FieldValues {
  readonly #held: Held;
  readonly #fields = new Map<string, Field>();

  constructor(held: Held) {
    this.#held = held;
  }

  has(field: string): boolean {
    return this.#fields.has(field);
  }

  /** The ids by their values of this field. The first call waits until all held documents are in it. */
  async of(field: string, slices: Slices): Promise<IdsByValue> {
    let known = this.#fields.get(field);
    if (!known) {
      const ids = new IdsByValue();
      // `replace` gets changes made meanwhile, so they are found here in their new state.
      known = { ids, complete: this.#fill(ids, field, slices) };
      this.#fields.set(field, known);
    }
    await known.complete;
    return known.ids;
  }

  /** Replaces a document's earlier state with its present one; undefined if there is none. */
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

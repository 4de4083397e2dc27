import { keepIfPossible } from '../browser/kept.ts';
import type { Keep } from '../browser/keep.ts';
import { readJson } from '../wire/read-json.ts';
import { withoutPeople, withPerson, type KnownPerson, type Tries } from './known-people.ts';
import { readVerifier } from './pin-verifier.ts';

/**
 * The people who signed in on this till, as this browser keeps them: all of its tabs have the same ones. Each person's
 * wrong PINs are counted apart, so that two tabs undo no count of each other. A count that is missing is one that was
 * removed: then only the server opens ([T97]).
 */
export class KeptPeople {
  readonly #keep: Keep;
  readonly #name: string;

  constructor(keep: Keep, name: string) {
    this.#keep = keep;
    this.#name = name;
  }

  /** The newest first. */
  read(): readonly KnownPerson[] {
    const text = this.#keep.get(this.#key);
    const read = text === undefined ? undefined : readJson(text);
    return Array.isArray(read) ? read.flatMap(each => readPerson(each) ?? []) : [];
  }

  /** Takes a person whom the server just confirmed, or who leaves the till to another one with these wrong PINs. */
  learn(person: KnownPerson, tries: Tries = { wrong: 0, wrongAt: 0 }): void {
    const before = this.read();
    this.setTries(person.id, tries);
    this.#write(before, withPerson(before, person));
  }

  drop(ids: readonly string[]): void {
    const before = this.read();
    if (before.some(each => ids.includes(each.id))) this.#write(before, withoutPeople(before, ids));
  }

  forget(): void {
    this.#write(this.read(), []);
  }

  /** Undefined where the count is missing, or no count. */
  tries(id: string): Tries | undefined {
    const text = this.#keep.get(this.#triesKey(id));
    const { wrong, wrongAt } = ((text === undefined ? undefined : readJson(text)) ?? {}) as Partial<Tries>;
    const isCount = Number.isSafeInteger(wrong) && Number(wrong) >= 0 && Number.isFinite(wrongAt);
    return isCount ? { wrong: Number(wrong), wrongAt: Number(wrongAt) } : undefined;
  }

  /** False where it could not be kept: then no PIN may be compared. */
  setTries(id: string, tries: Tries): boolean {
    return keepIfPossible(this.#keep, this.#triesKey(id), JSON.stringify(tries));
  }

  #write(before: readonly KnownPerson[], people: readonly KnownPerson[]): void {
    if (people.length === 0) this.#keep.remove(this.#key);
    // What cannot be kept is as if it had never been learned.
    else if (!keepIfPossible(this.#keep, this.#key, JSON.stringify(people))) return;
    const ids = new Set(people.map(each => each.id));
    for (const { id } of before) if (!ids.has(id)) this.#keep.remove(this.#triesKey(id));
  }

  get #key(): string {
    return `${this.#name}-people`;
  }

  #triesKey(id: string): string {
    return `${this.#name}-tries-${id}`;
  }
}

function readPerson(value: unknown): KnownPerson | undefined {
  const { id, name, mark, role, verifier, confirmedAt } = (value ?? {}) as Record<string, unknown>;
  const made = readVerifier({ ...(verifier as object | undefined), staffId: id });
  if (!made || typeof name !== 'string' || typeof confirmedAt !== 'number') return undefined;
  const { staffId, ...hash } = made;
  return {
    id: staffId,
    name,
    mark: typeof mark === 'string' ? mark : undefined,
    ...(typeof role === 'string' ? { role } : {}),
    verifier: hash,
    confirmedAt,
  };
}

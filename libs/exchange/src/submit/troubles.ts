import type { HeldUp, SubmitTrouble } from './submit.ts';

/** The kinds that make no progress: a kind's trouble begins with its first failure, and ends with its next success. */
export class Troubles {
  readonly #of = new Map<HeldUp, SubmitTrouble>();

  get list(): readonly SubmitTrouble[] {
    return [...this.#of.values()];
  }

  arose(kind: HeldUp, what: string, now: number): void {
    this.#of.set(kind, { kind, since: this.#of.get(kind)?.since ?? now, what });
  }

  passed(kind: HeldUp): void {
    this.#of.delete(kind);
  }
}

import type { Damage } from '../contract/mirror.ts';

/** The listeners to stored rows that are not JSON ([M27]). Callers get their answers without those rows, at once. */
export class DamageListeners {
  readonly #listeners = new Set<(damage: Damage) => void>();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  add(listener: (damage: Damage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(damage: Damage): void {
    for (const listener of this.#listeners) {
      try {
        listener(damage);
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}

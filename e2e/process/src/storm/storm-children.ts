import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Messages to the tills' process. */
export type TillOrder =
  | { readonly kind: 'open'; readonly origin: string; readonly count: number }
  | { readonly kind: 'expect'; readonly ids: readonly string[]; readonly price: number }
  | { readonly kind: 'check' };

/** Messages from it. */
export type TillWord =
  | { readonly kind: 'ready' }
  | { readonly kind: 'converged'; readonly till: number; readonly at: number }
  | { readonly kind: 'checked'; readonly repaired: number };

/** Tills in a process of their own. */
export class TillProcess implements Disposable {
  readonly #child: ChildProcess = fork(fileURLToPath(new URL('storm-tills.ts', import.meta.url)));

  order(order: TillOrder): void {
    this.#child.send(order);
  }

  /** Resolves to the next `count` messages of a kind. */
  said<K extends TillWord['kind']>(kind: K, count = 1): Promise<Extract<TillWord, { kind: K }>[]> {
    return new Promise((resolve, reject) => {
      const words: Extract<TillWord, { kind: K }>[] = [];
      this.#child.once('exit', () => reject(new Error(`the tills ended before they said ${kind}`)));
      this.#child.on('message', (word: TillWord) => {
        if (word.kind === kind) words.push(word as Extract<TillWord, { kind: K }>);
        if (words.length === count) resolve(words);
      });
    });
  }

  [Symbol.dispose](): void {
    this.#child.kill();
  }
}

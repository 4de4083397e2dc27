import type { Checkpoint } from '@tidemark/protocol';

/**
 * The first read of a till that holds nothing ([T93]): all that had left the tills by then is left out, page by page. A
 * till that is closed on the way reads the rest as any other: with what has left, of which it holds nothing.
 */
export class Beginning {
  #emptyAt: string | undefined;

  /** What the next page is asked with; `from` is undefined at the beginning. */
  ask(from: Checkpoint | undefined, isEmpty: boolean): string | undefined {
    if (!from) this.#emptyAt = isEmpty ? 'now' : undefined;
    return this.#emptyAt;
  }

  /** Takes the answer: its head is where the till was empty. Only the last page has a digest. */
  answered({ head, digest }: { readonly head: string; readonly digest?: unknown }): void {
    if (this.#emptyAt === 'now') this.#emptyAt = head;
    if (digest !== undefined) this.#emptyAt = undefined;
  }
}

import type { CartEdit } from '@tidemark/conflict';
import type { Cart } from '@tidemark/schema';
import type { PageSelling } from '@tidemark/till/page';

/**
 * Edits of one parked cart on their way into it: one write after the other, in the order in which the cashier made
 * them. Edits that could not be stored wait, and go before the next.
 */
export class EditQueue {
  readonly cartId: string;
  readonly #selling: Pick<PageSelling, 'editCart'>;
  #written: Cart | undefined;
  #waiting: readonly CartEdit[] = [];
  #writes = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** `written`: the cart as it was just stored, where this is known. */
  constructor(selling: Pick<PageSelling, 'editCart'>, cartId: string, written?: Cart) {
    this.#selling = selling;
    this.cartId = cartId;
    this.#written = written;
  }

  /** The cart as the last write stored it: the till may tell of it later. */
  get written(): Cart | undefined {
    return this.#written;
  }

  /** Edits made but not in the stored cart; during a write, they may be there too. */
  get waiting(): readonly CartEdit[] {
    return this.#waiting;
  }

  get isWriting(): boolean {
    return this.#writes > 0;
  }

  /** Resolves when no write is running; whether it succeeded is told to the caller that wrote. */
  async idle(): Promise<void> {
    await this.#last;
  }

  /** Keeps edits for the next write. */
  add(edits: readonly CartEdit[]): void {
    this.#waiting = [...this.#waiting, ...edits];
  }

  /** Writes the waiting edits. False: the cart is not known here, and all go on waiting. */
  write(): Promise<boolean> {
    return this.#write([]);
  }

  /** Writes the waiting edits, and these last. These do not wait: unless it answers true, they were not done. */
  finish(edits: readonly CartEdit[]): Promise<boolean> {
    return this.#write(edits);
  }

  #write(last: readonly CartEdit[]): Promise<boolean> {
    this.#writes += 1;
    const write = this.#last.then(async () => {
      try {
        const waiting = this.#waiting;
        const edits = [...waiting, ...last];
        if (edits.length === 0) return true;
        const cart = await this.#selling.editCart(this.cartId, edits);
        if (!cart) return false;
        this.#written = cart;
        this.#waiting = this.#waiting.slice(waiting.length);
        return true;
      } finally {
        this.#writes -= 1;
      }
    });
    this.#last = write.catch(() => undefined);
    return write;
  }
}

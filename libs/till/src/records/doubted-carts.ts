/**
 * Carts that RxDB did not send, because its own memory says that the server has them. They are due all the same, since
 * the note of what the server acknowledged is damaged or lost. The next turn sends them past that memory, so that the
 * server says what it has.
 */
export class DoubtedCarts {
  readonly #ids = new Set<string>();

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /**
   * Takes what a turn should have sent, what of it is still due, and what RxDB offered to send.
   * @throws where a turn did not send what was doubted before.
   */
  take(sent: readonly string[], left: readonly string[], offered: ReadonlySet<string>): void {
    const unsent = left.filter(id => !offered.has(id));
    const again = unsent.filter(id => this.#ids.has(id));
    for (const id of sent) this.#ids.delete(id);
    for (const id of unsent) this.#ids.add(id);
    if (again.length > 0) throw new Error(`carts ${again.join(', ')} could not be sent`);
  }
}

/** Waits before the next try, each by its name: timers, since a clock may be set back by an hour. */
export class Waits<Name extends string> {
  readonly #over: () => void;
  readonly #timers = new Map<Name, ReturnType<typeof setTimeout>>();

  /** `over`: called when a wait is over by itself. */
  constructor(over: () => void) {
    this.#over = over;
  }

  has(name: Name): boolean {
    return this.#timers.has(name);
  }

  begin(name: Name, ms: number): void {
    this.end(name);
    const isOver = (): void => {
      this.#timers.delete(name);
      this.#over();
    };
    this.#timers.set(name, setTimeout(isOver, ms));
  }

  end(name: Name): void {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }
}

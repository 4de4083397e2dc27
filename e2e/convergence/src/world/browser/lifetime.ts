/** The lifetime of a process: after its death its calls never return, and change nothing. */
export class Lifetime {
  #dead = false;
  #callsLeft = Infinity;
  onDeath: () => void = () => undefined;

  get isDead(): boolean {
    return this.#dead;
  }

  /** Dies after this many more calls, before the next. */
  dieAfter(calls: number): void {
    this.#callsLeft = calls;
  }

  die(): void {
    if (this.#dead) return;
    this.#dead = true;
    this.onDeath();
  }

  /** The same object; at each of its calls the process may die, before the effect or after. */
  endsWithIt<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (of, name) => {
        const value: unknown = Reflect.get(of, name, of);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          if (this.#dead) return never;
          if (--this.#callsLeft < 0) {
            this.die();
            return never;
          }
          const result: unknown = (value as (...all: unknown[]) => unknown).apply(of, args);
          if (result instanceof Promise) return result.then(answer => (this.#dead ? never : answer));
          return result;
        };
      },
    });
  }
}

const never = new Promise<never>(() => undefined);

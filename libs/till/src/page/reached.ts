import type { Observable } from 'rxjs';

/** A till as a connection offers it: in a worker, each value of it comes later. */
export type Reached<T> = {
  readonly [K in keyof T]: T[K] extends Observable<unknown> | Promise<unknown>
    ? T[K] | Promise<Awaited<T[K]>>
    : T[K] extends (...parts: infer P) => infer R
      ? (...parts: P) => R | Promise<Awaited<R>>
      : Reached<T[K]>;
};

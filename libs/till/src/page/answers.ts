import { distinctUntilChanged, map, startWith, type Observable } from 'rxjs';

/** Answers at once, and again whenever the answer is another one after a change. */
export function answers<T>(
  changed$: Observable<unknown>,
  answer: () => T,
  isSame: (a: T, b: T) => boolean = readsSame,
): Observable<T> {
  return changed$.pipe(startWith(undefined), map(answer), distinctUntilChanged(isSame));
}

function readsSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a, mapsToo) === JSON.stringify(b, mapsToo);
}

function mapsToo(_key: string, value: unknown): unknown {
  return value instanceof Map ? [...value] : value;
}

/** The things with these ids, by id; those that `find` does not know are left out. */
export function byId<T>(ids: Iterable<string>, find: (id: string) => T | undefined): Map<string, T> {
  const found = new Map<string, T>();
  for (const id of ids) {
    const each = find(id);
    if (each !== undefined) found.set(id, each);
  }
  return found;
}

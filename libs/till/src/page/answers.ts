import { distinctUntilChanged, map, startWith, type MonoTypeOperatorFunction, type Observable } from 'rxjs';

/** Answers at once, and again whenever the answer is another one after a change. Without `isSame`: reads differently. */
export function answers<T>(
  changed$: Observable<unknown>,
  answer: () => T,
  isSame?: (a: T, b: T) => boolean,
): Observable<T> {
  const answer$ = changed$.pipe(startWith(undefined), map(answer));
  return isSame ? answer$.pipe(distinctUntilChanged(isSame)) : answer$.pipe(distinctTexts());
}

/** Leaves out what reads as the value before; each value is put into text once. */
export function distinctTexts<T>(): MonoTypeOperatorFunction<T> {
  return distinctUntilChanged<T, string>(
    (a, b) => a === b,
    value => JSON.stringify(value, mapsToo),
  );
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

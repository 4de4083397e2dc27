import type { ReactiveControllerHost } from 'lit';
import type { Observable } from 'rxjs';
import { Answered } from './answered.ts';

/**
 * The latest value of an observable in an element: subscribed again when its source changes, and ended when the host
 * leaves.
 */
export class Observed<S, T> extends Answered<S, null, T> {
  constructor(
    host: ReactiveControllerHost,
    source: () => S | undefined,
    select: (source: S) => Observable<T>,
  ) {
    super(host, source, () => null, select);
  }
}

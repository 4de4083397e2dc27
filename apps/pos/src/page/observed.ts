import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Observable, Subscription } from 'rxjs';

/**
 * The latest value of an observable in an element: subscribed again when its source changes, and ended when the host
 * leaves.
 */
export class Observed<S, T> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #source: () => S | undefined;
  readonly #select: (source: S) => Observable<T>;
  #current: S | undefined;
  #subscription: Subscription | undefined;
  value: T | undefined;

  constructor(
    host: ReactiveControllerHost,
    source: () => S | undefined,
    select: (source: S) => Observable<T>,
  ) {
    this.#host = host;
    this.#source = source;
    this.#select = select;
    host.addController(this);
  }

  /** A host that was moved in the page subscribes anew. */
  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    const source = this.#source();
    if (source === this.#current) return;
    this.hostDisconnected();
    this.#current = source;
    this.value = undefined;
    if (source === undefined) return;
    this.#subscription = this.#select(source).subscribe(value => {
      this.value = value;
      this.#host.requestUpdate();
    });
  }

  hostDisconnected(): void {
    this.#subscription?.unsubscribe();
    this.#subscription = undefined;
    this.#current = undefined;
  }
}

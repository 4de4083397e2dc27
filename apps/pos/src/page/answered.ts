import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Observable, Subscription } from 'rxjs';

/**
 * The latest answer to a question of an element: asked again when the question changes, and ended when the host leaves.
 * The answer to the question before stays until there is a new one, so that nothing flickers; with another source, it
 * does not.
 */
export class Answered<S, Q, T> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #source: () => S | undefined;
  readonly #question: () => Q;
  readonly #ask: (source: S, question: Q) => Observable<T>;
  #current: S | undefined;
  #asked: string | undefined;
  #subscription: Subscription | undefined;
  value: T | undefined;

  /** `question` is plain data; one that reads the same is the same. */
  constructor(
    host: ReactiveControllerHost,
    source: () => S | undefined,
    question: () => Q,
    ask: (source: S, question: Q) => Observable<T>,
  ) {
    this.#host = host;
    this.#source = source;
    this.#question = question;
    this.#ask = ask;
    host.addController(this);
  }

  /** A host that was moved in the page asks anew. */
  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    const source = this.#source();
    const question = this.#question();
    const asked = JSON.stringify(question);
    if (source === this.#current && asked === this.#asked) return;
    if (source !== this.#current) this.value = undefined;
    this.hostDisconnected();
    this.#current = source;
    this.#asked = asked;
    if (source === undefined) return;
    this.#subscription = this.#ask(source, question).subscribe(value => {
      this.value = value;
      this.#host.requestUpdate();
    });
  }

  hostDisconnected(): void {
    this.#subscription?.unsubscribe();
    this.#subscription = undefined;
    this.#current = undefined;
    this.#asked = undefined;
  }
}

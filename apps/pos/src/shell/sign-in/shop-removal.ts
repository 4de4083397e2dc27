import { msg, str } from '@tidemark/elements/language';
import type { RemovalStep } from '@tidemark/till';
import type { PageTill } from '@tidemark/till/page';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { orSay } from '../../page/or-say.ts';

/** The progress of removing what a till holds of its shop, for a cashier. */
export interface Removing {
  readonly kind: 'running' | 'done' | 'failed';
  readonly words: string;
  /** Steps that have ended. */
  readonly done: number;
}

const steps = (): Readonly<Record<RemovalStep, Removing>> => ({
  caches: { kind: 'running', words: msg('Removing customers, orders and products …'), done: 0 },
  pictures: { kind: 'running', words: msg('Removing pictures …'), done: 1 },
});

const done = (): Removing => ({
  kind: 'done',
  words: msg('Customers, orders, products and pictures were removed from this device.'),
  done: 2,
});

/** Removes what a till holds of its shop, and tells its progress, until a person signs in. */
export class ShopRemoval implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  removing: Removing | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.forget();
  }

  forget(): void {
    this.#show(undefined);
  }

  async run(till: PageTill): Promise<void> {
    this.#show(steps().caches);
    let isDone = true;
    await orSay(
      () => till.removeShop(step => this.#show(steps()[step])),
      words => {
        isDone = false;
        const text = msg(
          str`Not everything could be removed: ${words} Close other tabs of this till, and try again.`,
        );
        this.#show({ kind: 'failed', words: text, done: 0 });
      },
    );
    if (isDone) this.#show(done());
  }

  #show(removing: Removing | undefined): void {
    this.removing = removing;
    this.#host.requestUpdate();
  }
}

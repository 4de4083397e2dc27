import { directionOf, languageNow } from '@tidemark/elements/language';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { learnShopLanguage } from './till-language.ts';

/** Marks an element with the language that it speaks, in any page, and learns the shop's language at a sign-in. */
export class Speaks implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #session: () => { readonly language?: string | undefined } | undefined;

  constructor(
    host: ReactiveControllerHost & HTMLElement,
    session: () => { readonly language?: string | undefined } | undefined,
  ) {
    this.#host = host;
    this.#session = session;
    host.addController(this);
  }

  hostUpdated(): void {
    const session = this.#session();
    if (session) learnShopLanguage(session.language);
    const [lang, dir] = [languageNow(), directionOf(languageNow())];
    if (this.#host.lang !== lang) this.#host.lang = lang;
    if (this.#host.dir !== dir) this.#host.dir = dir;
  }
}

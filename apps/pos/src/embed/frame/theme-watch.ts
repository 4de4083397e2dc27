import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { themeFrom, type Theme } from './theme.ts';

/**
 * Reads the properties by which a page dresses an element, and says when they may have changed: with the class or style
 * of the element, the page or its body, and with the system's colours.
 */
export class ThemeWatch implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #changed: () => void;
  readonly #observer: MutationObserver;
  readonly #colours = globalThis.matchMedia('(prefers-color-scheme: dark)');

  constructor(host: ReactiveControllerHost & HTMLElement, changed: () => void) {
    this.#host = host;
    this.#changed = changed;
    this.#observer = new MutationObserver(changed);
    host.addController(this);
  }

  hostConnected(): void {
    const attributeFilter = ['class', 'style', 'data-theme', 'data-color-scheme'];
    for (const element of [this.#host, document.documentElement, document.body])
      this.#observer.observe(element, { attributes: true, attributeFilter });
    this.#colours.addEventListener('change', this.#changed);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    this.#colours.removeEventListener('change', this.#changed);
  }

  read(): Theme {
    const style = getComputedStyle(this.#host);
    return themeFrom(name => style.getPropertyValue(name));
  }
}

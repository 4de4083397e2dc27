/** What scripts and clicks can reach: a page, or a frame in it. */
export interface Scope {
  /** Runs the body of a function in the page, and returns its result, awaited. Arguments and result are JSON. */
  run<T>(body: string, ...given: readonly unknown[]): Promise<T>;
  /**
   * Clicks the first element of `selector`, in open shadow trees too, that contains `text`. @throws where there is
   * none.
   */
  click(selector: string, text?: string): Promise<void>;
  /** The frame in the element that `selector` finds. */
  frame(selector: string): Promise<Scope>;
}

/** One tab. */
export interface Tab extends Scope {
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Keys of a keyboard, where the focus is. */
  type(text: string): Promise<void>;
  press(key: 'Enter' | 'Escape' | 'Tab'): Promise<void>;
  /** Sets the viewport's size, in CSS pixels. */
  resize(width: number, height: number): Promise<void>;
  /** A PNG. */
  screenshot(): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** A browser with a profile of its own, which is removed with it. */
export interface Engine extends AsyncDisposable {
  readonly name: string;
  readonly version: string;
  /** The tabs share the site's storage. */
  newTab(): Promise<Tab>;
}

/** How an engine is started, and whether it is installed here. */
export interface EngineKind {
  readonly name: string;
  /** The missing packages, by their Debian names; empty where it can be started. */
  readonly missing: () => readonly string[];
  readonly start: () => Promise<Engine>;
}

/** For `run`: `all(selector)` finds in open shadow trees too, in the order of the page. */
export const findScript = `
  const all = (selector, root = document) =>
    [...root.querySelectorAll('*')].flatMap(each => [
      ...(each.matches(selector) ? [each] : []),
      ...(each.shadowRoot ? all(selector, each.shadowRoot) : []),
    ]);
  const isShown = element => element.checkVisibility?.({ visibilityProperty: true }) ?? true;
  const one = (selector, text = '') => all(selector).find(each => isShown(each) && each.textContent.includes(text));
`;

/**
 * Which keys a till's scanner takes. 'page': all keys of a page that is the till's own, or was handed over; of those
 * outside of the till, only keys that can be nobody's words. 'till': only keys that were pressed within the till.
 */
export type ScanScope = 'page' | 'till';

/** Of where a key was pressed. */
export interface KeyTarget {
  readonly localName?: string;
  readonly isContentEditable?: boolean;
}

/** Elements that take no words and can hold no shadow root, in which there may be a field that nobody can see. */
const wordless = new Set(['html', 'body', 'a', 'button', 'summary', 'iframe', 'li', 'tr', 'td', 'th', 'img']);

/** Whether keys pressed here can be nobody's words. What is not surely so is the page's own. */
export function isWordless({ localName, isContentEditable }: KeyTarget): boolean {
  return isContentEditable !== true && localName !== undefined && wordless.has(localName);
}

/** The tills of a page that want its keys, by the order in which they were used: one scan goes to one of them. */
export class ScanTurn<T> {
  #tills: readonly T[] = [];

  join(till: T): void {
    this.#tills = [...this.#tills.filter(each => each !== till), till];
  }

  leave(till: T): void {
    this.#tills = this.#tills.filter(each => each !== till);
  }

  /** The one that was used last, else the one that joined first, has the turn from now on. */
  used(till: T): void {
    if (!this.#tills.includes(till)) return;
    this.#tills = [till, ...this.#tills.filter(each => each !== till)];
  }

  has(till: T): boolean {
    return this.#tills[0] === till;
  }
}

/** Of the tills in this page. */
export const scanTurn = new ScanTurn<EventTarget>();

/** Whose keys a till may hear: those pressed in itself, and those of a page that hands its keys over, which stay the page's too. */
export type KeyOwner = 'till' | 'page';

/** Whose a key is that was pressed on the first of these; undefined where a till does not hear it. */
export function ownerOf(
  path: readonly EventTarget[],
  till: EventTarget,
  scope: ScanScope,
): KeyOwner | undefined {
  if (path.includes(till)) return 'till';
  const isHandedOver = scope === 'page' && scanTurn.has(till);
  return isHandedOver && isWordless((path[0] ?? {}) as KeyTarget) ? 'page' : undefined;
}

/**
 * Which keys a till's scanner takes. 'page': all keys of a page that is the till's own or was handed over; of those
 * outside of the till, only keys that cannot be a person's words. 'till': only keys pressed within the till.
 */
export type ScanScope = 'page' | 'till';

/** What is known of the element where a key was pressed. */
export interface KeyTarget {
  readonly localName?: string;
  readonly isContentEditable?: boolean;
}

/** Elements that take no words and cannot hold a shadow root, which might hide a field. */
const wordless = new Set(['html', 'body', 'a', 'button', 'summary', 'iframe', 'li', 'tr', 'td', 'th', 'img']);

/** Whether keys pressed here cannot be a person's words. If that is not certain, the key is the page's own. */
export function isWordless({ localName, isContentEditable }: KeyTarget): boolean {
  return isContentEditable !== true && localName !== undefined && wordless.has(localName);
}

/** The tills of a page that take its keys, in the order of their use: a scan goes to one of them. */
export class ScanTurn<T> {
  #tills: readonly T[] = [];

  join(till: T): void {
    this.#tills = [...this.#tills.filter(each => each !== till), till];
  }

  leave(till: T): void {
    this.#tills = this.#tills.filter(each => each !== till);
  }

  /** From now on the till used last has the turn, else the one that joined first. */
  used(till: T): void {
    if (!this.#tills.includes(till)) return;
    this.#tills = [till, ...this.#tills.filter(each => each !== till)];
  }

  has(till: T): boolean {
    return this.#tills[0] === till;
  }
}

/** The turn of the tills in this page. */
export const scanTurn = new ScanTurn<EventTarget>();

/**
 * Whose keys a till may hear: those pressed in itself, and those of a page that hands its keys over and still gets them
 * too.
 */
export type KeyOwner = 'till' | 'page';

/** Whose key was pressed on the first of these; undefined where a till does not hear it. */
export function ownerOf(
  path: readonly EventTarget[],
  till: EventTarget,
  scope: ScanScope,
): KeyOwner | undefined {
  if (path.includes(till)) return 'till';
  const isHandedOver = scope === 'page' && scanTurn.has(till);
  return isHandedOver && isWordless((path[0] ?? {}) as KeyTarget) ? 'page' : undefined;
}

import { isWordless, scanTurn, type KeyTarget } from '../sell/scan-scope.ts';
import { afterKey, longestPause, noBurst } from '../sell/wedge.ts';

/** Hears a scanner's codes in a page that hands its keys over. Single keys go nowhere. */
export class PageScanner {
  readonly #till: EventTarget;
  readonly #scanned: (code: string) => void;
  #burst = noBurst;

  constructor(till: EventTarget, scanned: (code: string) => void) {
    this.#till = till;
    this.#scanned = scanned;
  }

  start(): void {
    scanTurn.join(this.#till);
    globalThis.addEventListener('keydown', this.#keyed);
  }

  stop(): void {
    scanTurn.leave(this.#till);
    globalThis.removeEventListener('keydown', this.#keyed);
  }

  #keyed = (event: KeyboardEvent): void => {
    const [target] = event.composedPath();
    const isOurs = event.isTrusted && scanTurn.has(this.#till) && isWordless((target ?? {}) as KeyTarget);
    if (!isOurs || event.ctrlKey || event.metaKey || event.altKey) {
      this.#burst = noBurst;
      return;
    }
    const { burst, scanned } = afterKey(this.#burst, event.key, event.timeStamp, longestPause.elsewhere);
    this.#burst = burst;
    if (scanned === undefined || scanned.length > 100) return;
    event.preventDefault();
    this.#scanned(scanned);
  };
}

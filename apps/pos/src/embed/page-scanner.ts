import { ownerOf, scanTurn } from '../sell/scan/scan-scope.ts';
import { ScanEar } from '../sell/scan/scan-ear.ts';

/** Hears a scanner's codes in a page that hands its keys over. It passes on codes, never single keys. */
export class PageScanner {
  readonly #till: EventTarget;
  readonly #ear: ScanEar;

  constructor(till: EventTarget, scanned: (code: string) => void) {
    this.#till = till;
    this.#ear = new ScanEar({
      ownerOf: path => ownerOf(path.slice(0, 1), till, 'page'),
      isKnown: () => false,
      fits: () => false,
      scanned: code => code.length <= 100 && scanned(code),
    });
  }

  start(): void {
    scanTurn.join(this.#till);
    this.#ear.start();
  }

  stop(): void {
    scanTurn.leave(this.#till);
    this.#ear.stop();
  }
}

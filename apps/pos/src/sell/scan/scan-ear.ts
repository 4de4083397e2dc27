import { codeInField, withoutCode } from './code-in-field.ts';
import {
  afterKey,
  afterQuiet,
  limits,
  nextQuiet,
  nothingHeard,
  scanTaken,
  type Heard,
  type InSearch,
  type IsKnown,
} from './hearing.ts';
import type { KeyOwner } from './scan-scope.ts';
import { placeOf, pressSpace, putText, remember, type Place } from './scan-place.ts';

export interface ScanEarParts {
  /** Whose key was pressed on the first of these elements; undefined where the till must not hear it. */
  readonly ownerOf: (path: readonly EventTarget[]) => KeyOwner | undefined;
  readonly isKnown: IsKnown;
  /** Whether a product has these words. */
  readonly fits: (words: string) => boolean;
  /** Takes a scanned code; none of it is left where the focus is. */
  readonly scanned: (code: string) => void;
}

/** A timer that is this late waited for a busy page, which may hold keys that were pressed before it. */
const lateMs = 30;

/** Hears a scanner among the keys of a page, before anything else does, and stops its keys from doing anything else. */
export class ScanEar {
  readonly #parts: ScanEarParts;
  #hearing = nothingHeard;
  /** Puts back what a field held before a scanner may have typed in it. */
  readonly #remembered = new Map<Place['taker'], () => void>();
  #taker: Place['taker'];
  #held: Element | undefined;
  readonly #down = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: ScanEarParts) {
    this.#parts = parts;
  }

  start(): void {
    globalThis.addEventListener('keydown', this.#keyed, { capture: true });
    globalThis.addEventListener('keyup', this.#let, { capture: true });
    globalThis.addEventListener('pointerdown', this.#touched, { capture: true });
  }

  stop(): void {
    globalThis.removeEventListener('keydown', this.#keyed, { capture: true });
    globalThis.removeEventListener('keyup', this.#let, { capture: true });
    globalThis.removeEventListener('pointerdown', this.#touched, { capture: true });
    clearTimeout(this.#timer);
    this.#hearing = nothingHeard;
    this.#remembered.clear();
  }

  #keyed = (event: KeyboardEvent): void => {
    const path = event.composedPath();
    const owner = event.isTrusted ? this.#parts.ownerOf(path) : undefined;
    if (owner === undefined) return;
    const { kind, taker } = placeOf(path);
    const at = event.timeStamp;
    const key = this.#isLineFeed(event) ? 'Enter' : event.key;
    const isChord = event.ctrlKey || event.metaKey || event.altKey;
    const isPersons =
      key === event.key &&
      (event.repeat || event.isComposing || (isChord && !event.getModifierState('AltGraph')));
    const heard = afterKey(this.#hearing, { key, at, place: kind, isPersons }, this.#parts.isKnown);
    this.#hearing = heard.hearing;
    const isTaken = this.#take(heard, heard.inSearch?.endedBy === 'key' ? taker : this.#taker);
    if (heard.begins) this.#remembered.clear();
    this.#taker = taker;
    if (taker && heard.verdict === 'pass' && key.length === 1 && !this.#remembered.has(taker))
      this.#remembered.set(taker, remember(taker));
    // Space in another page is done at once: its scripts may wait for it.
    const isHeld = heard.verdict === 'hold' && owner === 'till';
    if (isHeld) this.#held = path.find(each => each instanceof Element);
    if (isHeld || heard.verdict === 'swallow' || isTaken) this.#swallow(event);
    this.#listen();
  };

  /** Some scanners send CR and LF as chords, which open windows of the browser. */
  #isLineFeed({ key, ctrlKey, timeStamp }: KeyboardEvent): boolean {
    const isNear = timeStamp - this.#hearing.at <= limits.inField || timeStamp <= this.#hearing.endsUntil;
    return ctrlKey && isNear && /^[jm]$/i.test(key);
  }

  /** The release of a swallowed key reaches no other code. */
  #let = (event: KeyboardEvent): void => {
    if (!this.#down.delete(event.code)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  /** After a press by hand, the next Enter is a person's. */
  #touched = (): void => {
    this.#hearing = { ...this.#hearing, endsUntil: -Infinity };
  };

  #swallow(event: KeyboardEvent): void {
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#down.add(event.code);
  }

  /** Acts on what was heard; answers whether the key that ended a code in the search field belongs to it. */
  #take({ codes, inSearch, released }: Heard, taker: Place['taker']): boolean {
    if (released && this.#held?.isConnected) pressSpace(this.#held);
    if (released || !this.#hearing.isHolding) this.#held = undefined;
    if (codes.length > 0) this.#forgetTyped();
    for (const code of codes) this.#parts.scanned(code);
    return inSearch !== undefined && this.#takeInSearch(inSearch, taker);
  }

  #takeInSearch(inSearch: InSearch, field: Place['taker']): boolean {
    if (!(field instanceof HTMLInputElement)) return false;
    const { isKnown, fits, scanned } = this.#parts;
    const code = codeInField({ ...inSearch, value: field.value, isKnown, fits });
    if (code === undefined) return false;
    this.#hearing = scanTaken(this.#hearing, inSearch);
    if (code === inSearch.quick) this.#forgetTyped();
    else putText(field, withoutCode(field.value, code));
    this.#remembered.clear();
    scanned(code);
    return inSearch.endedBy === 'key';
  }

  #forgetTyped(): void {
    for (const putBack of this.#remembered.values()) putBack();
    this.#remembered.clear();
  }

  #listen(): void {
    clearTimeout(this.#timer);
    const now = performance.now();
    const next = nextQuiet(this.#hearing, now);
    if (next === undefined) return;
    const due = this.#hearing.at + next;
    this.#timer = setTimeout(() => this.#quiet(due), due - now);
  }

  #quiet(due: number): void {
    if (performance.now() - due > lateMs) {
      this.#timer = setTimeout(() => this.#quiet(Infinity), lateMs);
      return;
    }
    const heard = afterQuiet(this.#hearing, performance.now(), this.#parts.isKnown);
    this.#hearing = heard.hearing;
    this.#take(heard, this.#taker);
    this.#listen();
  }
}

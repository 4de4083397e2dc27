import { defaultLock, type LockRules } from '@tidemark/protocol';
import { BehaviorSubject, Subscription, type Observable } from 'rxjs';
import { keyOf, type KeptSession } from '../session/kept-session.ts';
import type { TillClock } from '../api/till-clock.ts';
import type { LockView, SignedOutWhy, UnlockResult } from './lock-view.ts';
import type { Keep } from '../browser/keep.ts';
import { KeptLock } from './kept-lock.ts';
import {
  afterLockEvent,
  isOver,
  mayTry,
  openedBy,
  signedIn,
  waitMs,
  type LockEvent,
  type LockKey,
  type LockState,
} from './lock-state.ts';
import { isRightIfKnown, type PinVerifier, type Pins } from './pin-verifier.ts';

export interface TillLockParts {
  readonly name: string;
  readonly keep: Keep;
  readonly clock: TillClock;
  readonly pins: Pins;
  /** Emits when a person uses the till. */
  readonly touch$: Observable<unknown>;
  /** Emits when the page may have stood still. */
  readonly wake$: Observable<unknown>;
  /** Calls `act` again and again; answers how to end that. */
  readonly every: (ms: number, act: () => void) => () => void;
}

/** What the rest of a till does for the lock. */
export interface LockDoes {
  /** Tells the other tabs to look at what is kept. */
  readonly tell: () => void;
  /** The lock looked, and no person is signed in; `now` is this device's clock. */
  readonly unheld: (now: number) => void;
  /** The server was not heard of for too long. */
  readonly over: () => void;
  /** The PIN of the last sign-in opens nothing any more: what is kept of it must be forgotten. */
  readonly withdrawn: () => void;
  /** The verifier for the PIN of the last sign-in is known now, and must be kept. */
  readonly learned: (held: KeptSession) => void;
  /**
   * The session is at its end, or is another person's, and the PIN is right: asks for another session. False: the server
   * does not take the PIN.
   */
  readonly renew: (pin: string) => Promise<boolean>;
}

/** How often the lock looks at the clock, and at what other tabs kept. */
const lockLookMs = 5_000;

/** The lock of a till: keeps the state, asks the clocks, and lets PINs be compared. `lock-state.ts` decides. */
export class TillLock implements Disposable {
  readonly view$: BehaviorSubject<LockView>;
  readonly #parts: TillLockParts;
  readonly #following = new Subscription();
  #does: LockDoes | undefined;
  #held: KeptSession | undefined;
  /** The verifier being made from the PIN of the current sign-in. */
  #learning: Promise<PinVerifier | undefined> | undefined;
  #state: LockState;
  /** What the tabs of this till share. */
  readonly #kept: KeptLock;
  #why: SignedOutWhy | undefined;

  constructor(parts: TillLockParts, held: KeptSession | undefined, why: SignedOutWhy | undefined) {
    this.#parts = parts;
    this.#kept = new KeptLock(parts.keep, parts.name);
    this.#held = held;
    this.#why = why;
    this.#state = this.#opened();
    this.#look();
    this.view$ = new BehaviorSubject(this.#view());
  }

  /** From now on the lock looks at the clock by itself. */
  begin(does: LockDoes): void {
    const { touch$, wake$, every } = this.#parts;
    this.#does = does;
    this.#following.add(touch$.subscribe(() => this.used()));
    this.#following.add(wake$.subscribe(() => this.look()));
    this.#following.add(every(lockLookMs, () => this.look()));
    this.look();
  }

  [Symbol.dispose](): void {
    this.#following.unsubscribe();
    this.view$.complete();
  }

  /** Takes a sign-in of this or another tab: `isNew` says whether it happened just now and here. */
  hold(held: KeptSession, isNew: boolean): void {
    const { clock } = this.#parts;
    this.#held = held;
    this.#learning = undefined;
    this.#why = undefined;
    this.#state = isNew ? signedIn(clock.deviceNow(), clock.now()) : this.#opened();
    if (isNew) this.#keep();
    this.#show();
  }

  /** Takes the verifier when it is made, if the session is still held; the sign-in does not wait for it ([T80]). */
  learn(making: Promise<PinVerifier | undefined>): void {
    this.#learning = making;
    this.#show();
    void making
      .catch(() => undefined)
      .then(verifier => {
        if (this.#learning !== making || !this.#held) return;
        this.#learning = undefined;
        this.#held = { ...this.#held, verifier: verifier ?? this.#held.verifier };
        if (verifier) this.#does?.learned(this.#held);
        this.#show();
      });
  }

  /** Resolves once the PIN of the last sign-in is learned, or is known never to be. */
  async learned(): Promise<void> {
    await this.#learning?.catch(() => undefined);
  }

  /** No person is signed in any more. */
  letGo(why?: SignedOutWhy): void {
    this.#held = undefined;
    this.#learning = undefined;
    this.#why = why;
    this.#kept.forget();
    this.#show();
  }

  /** Looks at the clock, and at what other tabs did. */
  look(): void {
    if (!this.#held) return this.#does?.unheld(this.#parts.clock.deviceNow());
    this.#look();
    if (this.#isOver()) return this.#does?.over();
    this.#show();
  }

  /** Another person is at the till: their PIN was right here, and the server could not be asked. */
  change(held: KeptSession, confirmedAt: number): void {
    this.#held = held;
    this.#learning = undefined;
    this.#take({ kind: 'changed', ...this.#times(), confirmedAt });
  }

  /** The person at the till, the wrong PINs since the last right one, and when the server last confirmed them. */
  get holder() {
    const { confirmedAt, putBack, wrong, wrongAt } = this.#state;
    return this.#held && { ...this.#held, tries: { wrong, wrongAt }, confirmedAt: confirmedAt + putBack };
  }

  /** Whether the server gave the session to the person at the till. */
  get isConfirmed(): boolean {
    return this.#held !== undefined && this.#held.givenTo === undefined;
  }

  /** What is needed to judge a PIN of somebody else now. */
  get terms() {
    return { ...this.#times(), putBack: this.#state.putBack, rules: this.#rules() };
  }

  used(): void {
    if (this.#held) this.#take({ kind: 'touched', ...this.#times() });
  }

  lock(): void {
    if (this.#held) this.#take({ kind: 'asked' });
  }

  /** The server answered to this session. */
  confirmed(token: string): void {
    // An answer to another person's session says nothing of the person at the till.
    if (this.#held?.session.token !== token || this.#held.givenTo) return;
    this.#take({ kind: 'confirmed', shop: this.#parts.clock.now() });
  }

  /**
   * The server does not take this session; answers whether that ends it. One that ended by its time says nothing of the
   * person who signed in.
   */
  refused(token: string): boolean {
    const session = this.#held?.session;
    if (session?.token !== token || Date.parse(session.expiresAt) <= this.#parts.clock.now()) return false;
    this.withdraw();
    return true;
  }

  /** The server ended the session, or says that its person must not open the till: only a sign-in opens it. */
  withdraw(): void {
    if (!this.#held || this.#key === 'sign-in') return;
    this.#learning = undefined;
    this.#held = { ...this.#held, verifier: null };
    this.#does?.withdrawn();
    this.#take({ kind: 'withdrawn' });
  }

  /** [T71] */
  async unlock(pin: string): Promise<UnlockResult> {
    await this.learned();
    this.look();
    const { pins, clock } = this.#parts;
    const { verifier, session } = this.#held ?? {};
    if (!this.#state.locked) return { kind: 'open' };
    if (!verifier || openedBy(this.#state, 'pin') === 'sign-in') return { kind: 'sign-in' };
    const now = this.#times();
    if (!mayTry(this.#state, now.device, 'pin'))
      return { kind: 'wait', waitMs: waitMs(this.#state, now.device) };
    this.#take({ kind: 'tried', ...now });
    const isRight = await isRightIfKnown(pins, pin, verifier);
    if (isRight === undefined) return { kind: 'sign-in' };
    if (!isRight) return this.#wrong();
    const isEnded = session !== undefined && Date.parse(session.expiresAt) <= clock.now();
    const asks = isEnded || !this.isConfirmed;
    if (asks && this.#does && !(await this.#does.renew(pin))) this.withdraw();
    if (openedBy({ ...this.#state, wrong: 0 }, this.#key) === 'sign-in') return { kind: 'sign-in' };
    this.#take({ kind: 'right', ...this.#times() });
    return { kind: 'open' };
  }

  #wrong(): UnlockResult {
    const { device } = this.#times();
    if (openedBy(this.#state, 'pin') === 'sign-in') return { kind: 'sign-in' };
    return { kind: 'wrong', waitMs: waitMs(this.#state, device) };
  }

  #take(event: LockEvent): void {
    this.#look();
    const before = this.#state;
    this.#state = afterLockEvent(before, event, this.#terms());
    if (this.#isOver()) return this.#does?.over();
    this.#keep();
    this.#show();
  }

  /**
   * The state as kept. Where one is missing that should be there, the lock is closed: it may have been removed on
   * purpose ([T71]).
   */
  #opened(): LockState {
    const { clock } = this.#parts;
    const kept = this.#kept.read();
    if (kept) return kept;
    const [device, shop] = [clock.deviceNow(), clock.now()];
    const expiresAt = this.#held ? Date.parse(this.#held.session.expiresAt) : shop;
    const state = { ...signedIn(device, shop), confirmedAt: Math.min(expiresAt, shop) };
    return keyOf(this.#held?.verifier) === 'none' ? state : { ...state, locked: 'idle' };
  }

  /** Takes what another tab kept since, and the time. */
  #look(): void {
    const kept = this.#kept.news();
    if (kept) this.#state = { ...kept, touchedAt: Math.max(kept.touchedAt, this.#state.touchedAt) };
    if (!this.#held) return;
    this.#state = afterLockEvent(this.#state, { kind: 'tick', ...this.#times() }, this.#terms());
    this.#keep();
  }

  #keep(): void {
    if (this.#kept.keep(this.#state)) this.#does?.tell();
  }

  #show(): void {
    const view = this.#view();
    if (JSON.stringify(view) !== JSON.stringify(this.view$.value)) this.view$.next(view);
  }

  #view(): LockView {
    if (!this.#held) return { kind: 'signed-out', why: this.#why };
    const { locked, wrong } = this.#state;
    const key = this.#key;
    if (!locked)
      return {
        ...{ kind: 'open', canLock: key !== 'none' },
        ...(this.isConfirmed ? {} : { isUnconfirmed: true }),
      };
    const { device } = this.#times();
    const waitUntil = device + waitMs(this.#state, device);
    return { kind: 'locked', cause: locked, by: openedBy(this.#state, key), wrong, waitUntil };
  }

  #isOver(): boolean {
    return this.#held !== undefined && isOver(this.#state, this.#rules());
  }

  #terms() {
    return { rules: this.#rules(), key: this.#key };
  }

  /** What opens the lock, once the verifier that is being made is there. */
  get #key(): LockKey {
    return this.#learning ? 'pin' : keyOf(this.#held?.verifier);
  }

  #rules(): LockRules {
    return this.#held?.session.lock ?? defaultLock;
  }

  #times() {
    const { clock } = this.#parts;
    return { device: clock.deviceNow(), shop: clock.now() };
  }
}

import type { LockRules } from '@tidemark/protocol';

/** Why a till is locked: it was not used, a person asked for it, or the server ended the session. */
export type LockCause = 'idle' | 'asked' | 'withdrawn';

/**
 * What opens a lock: nothing, since no PIN was learned (then there is no lock); the PIN of the last sign-in; or a new
 * sign-in.
 */
export type LockKey = 'none' | 'pin' | 'sign-in';

/** The state of a till's lock. It is kept over reloads, and shared by all tabs of a browser. */
export interface LockState {
  readonly locked: LockCause | undefined;
  /** When a person last used the till, by this device's clock. */
  readonly touchedAt: number;
  /**
   * When the server last answered to this session, by the shop's clock; earlier by as much as that clock was put back
   * since.
   */
  readonly confirmedAt: number;
  /** What the shop's clock showed when it was last looked at. */
  readonly seenAt: number;
  /** By how much the shop's clock was put back since the server last answered to a session here; 0: it was not. */
  readonly putBack: number;
  /** How many PINs were tried since the last right one. */
  readonly wrong: number;
  /** When the last PIN was tried, by this device's clock. */
  readonly wrongAt: number;
}

/** `device` and `shop` give the time, by this device's clock and by the shop's. */
export type LockEvent =
  | { readonly kind: 'tick' | 'touched' | 'tried' | 'right'; readonly device: number; readonly shop: number }
  | { readonly kind: 'asked' | 'withdrawn' }
  /**
   * Another person opened the till with their own PIN, without the server. `confirmedAt`: when the server last confirmed
   * that person.
   */
  | {
      readonly kind: 'changed';
      readonly device: number;
      readonly shop: number;
      readonly confirmedAt: number;
    }
  | { readonly kind: 'confirmed'; readonly shop: number };

export interface LockTerms {
  readonly rules: LockRules;
  readonly key: LockKey;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** From this many wrong PINs on, only a sign-in with the server's consent opens. */
export const mostWrong = 10;
const firstWaitMs = 2_000;
const longestWaitMs = 5 * minuteMs;

/** The state when a person has just signed in. */
export function signedIn(device: number, shop: number): LockState {
  return {
    ...{ locked: undefined, touchedAt: device, confirmedAt: shop, seenAt: shop },
    ...{ putBack: 0, wrong: 0, wrongAt: 0 },
  };
}

/** The state after an event. Where no PIN was learned that could open the lock, it never closes ([T72]). */
export function afterLockEvent(state: LockState, event: LockEvent, terms: LockTerms): LockState {
  switch (event.kind) {
    case 'tick':
      return afterTime(state, event, terms);
    case 'touched': {
      const now = afterTime(state, event, terms);
      return now.locked ? now : { ...now, touchedAt: event.device };
    }
    case 'asked':
      return state.locked || terms.key === 'none' ? state : { ...state, locked: 'asked' };
    case 'tried': {
      const now = afterTime(state, event, terms);
      return mayTry(now, event.device, terms.key)
        ? { ...now, wrong: now.wrong + 1, wrongAt: event.device }
        : now;
    }
    case 'right':
      if (state.locked === 'withdrawn') return state;
      return { ...state, locked: undefined, wrong: 0, wrongAt: 0, touchedAt: event.device };
    case 'withdrawn':
      return { ...state, locked: 'withdrawn' };
    case 'changed': {
      const { seenAt, putBack } = afterTime(state, event, terms);
      return {
        ...signedIn(event.device, seenAt),
        ...{ putBack, confirmedAt: Math.min(event.confirmedAt, seenAt + putBack) - putBack },
      };
    }
    case 'confirmed':
      return { ...state, confirmedAt: event.shop, seenAt: event.shop, putBack: 0 };
  }
}

/** What opens a locked till now. */
export function openedBy({ locked, wrong }: LockState, key: LockKey): 'pin' | 'sign-in' {
  return key === 'pin' && locked !== 'withdrawn' && wrong < mostWrong ? 'pin' : 'sign-in';
}

/** How long the next PIN has to wait. */
export function waitMs({ wrong, wrongAt }: Pick<LockState, 'wrong' | 'wrongAt'>, device: number): number {
  if (wrong === 0) return 0;
  const wait = Math.min(longestWaitMs, firstWaitMs * 2 ** (wrong - 1));
  return Math.max(0, wait - Math.max(0, device - wrongAt));
}

/** Whether a PIN may be compared now; the caller counts it before it compares. */
export function mayTry(state: LockState, device: number, key: LockKey): boolean {
  return state.locked !== undefined && openedBy(state, key) === 'pin' && waitMs(state, device) === 0;
}

/** Whether the server was not heard of for so long that the session is over. */
export function isOver(
  { seenAt, confirmedAt }: Pick<LockState, 'seenAt' | 'confirmedAt'>,
  { offlineDays }: LockRules,
): boolean {
  return seenAt - confirmedAt > offlineDays * dayMs;
}

function afterTime(
  state: LockState,
  { device, shop }: { readonly device: number; readonly shop: number },
  { rules, key }: LockTerms,
): LockState {
  const back = Math.max(0, state.seenAt - shop);
  const now = {
    ...state,
    // After a clock was put back, these times begin anew.
    touchedAt: Math.min(state.touchedAt, device),
    wrongAt: Math.min(state.wrongAt, device),
    // The time that passed before the clock was put back still counts.
    confirmedAt: state.confirmedAt - back,
    putBack: state.putBack + back,
    seenAt: shop,
  };
  const isIdle = rules.idleMinutes > 0 && device - now.touchedAt >= rules.idleMinutes * minuteMs;
  return isIdle && !now.locked && key !== 'none' ? { ...now, locked: 'idle' } : now;
}

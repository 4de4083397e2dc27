import type { LockCause } from './lock-state.ts';

/**
 * Why no person is signed in: the server was not heard of for too long, what was kept is no sign-in, or the shop
 * blocked the till.
 */
export type SignedOutWhy = 'too-long' | 'broken' | 'blocked' | 'key-lost';

/** Whether a till may be used now. */
export type LockView =
  | { readonly kind: 'open'; readonly canLock: boolean }
  | {
      readonly kind: 'locked';
      readonly cause: LockCause;
      /** What unlocks it: the PIN of the last sign-in, or a sign-in, which needs the network. */
      readonly by: 'pin' | 'sign-in';
      /** Wrong PINs so far. */
      readonly wrong: number;
      /** When the next PIN may be tried, by this device's clock. */
      readonly waitUntil: number;
    }
  | { readonly kind: 'signed-out'; readonly why: SignedOutWhy | undefined };

/** The result of trying a PIN. `sign-in`: no PIN opens this lock any more, only a sign-in does. */
export type UnlockResult =
  | { readonly kind: 'open' }
  | { readonly kind: 'wrong' | 'wait'; readonly waitMs: number }
  | { readonly kind: 'sign-in' };

/** What is being removed. */
export type RemovalStep = 'caches' | 'pictures';

import type { Reason } from '../api/reason.ts';
import type { LockCause } from './lock-state.ts';

/**
 * Why no person is signed in: the server was not heard of for too long, what was kept is no sign-in, or the shop
 * blocked the till.
 */
export type SignedOutWhy = 'too-long' | 'broken' | 'blocked' | 'key-lost';

/** Whether a till may be used now. */
export type LockView =
  | {
      readonly kind: 'open';
      readonly canLock: boolean;
      /**
       * Another person opened the till without the server, and has not typed their PIN for the server yet: what they sell
       * is in their name, and what only a session may do waits ([T98]).
       */
      readonly isUnconfirmed?: true;
    }
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

/** A person who can change to this till by name. */
export interface StaffChoice {
  readonly name: string;
  /** Whether they can do so without a network now. */
  readonly isOfflineToo: boolean;
}

/**
 * The result of a change of staff:
 * - `changed`: the person is at the till; `isConfirmed`: the server took their PIN;
 * - `wrong`, `wait`: by the till, which could not ask the server;
 * - `unknown`, `too-long`, `too-many`: the till cannot tell without the server, since the person never signed in here, or
 *   too long ago, or since their PIN was wrong too often;
 * - `ended`: the server ended the session of the person at the till, who must sign in;
 * - `refused`: by the server.
 */
export type ChangeResult =
  | { readonly kind: 'changed'; readonly isConfirmed: boolean }
  | { readonly kind: 'wrong' | 'wait'; readonly waitMs: number }
  | { readonly kind: 'unknown' | 'too-long' | 'too-many' | 'ended' | 'signed-out' }
  | { readonly kind: 'refused'; readonly reason: Reason };

/** That somebody who may do it approved of something. */
export interface Approval {
  readonly staffId: string;
  readonly name: string;
  /** When, by the shop's clock. */
  readonly at: string;
  /** What tells the server of it, for a few minutes; undefined: the till judged the PIN, since it could not ask. */
  readonly token?: string;
}

/**
 * The result of asking for an approval; the kinds that a change of staff has too mean the same.
 * - `may-not`: the PIN is right, and this person may not approve of it either.
 */
export type ApproveResult =
  | { readonly kind: 'approved'; readonly approval: Approval }
  | { readonly kind: 'wrong' | 'wait'; readonly waitMs: number }
  | { readonly kind: 'unknown' | 'too-long' | 'too-many' | 'may-not' | 'signed-out' }
  | { readonly kind: 'refused'; readonly reason: Reason };

/** What is being removed. */
export type RemovalStep = 'caches' | 'pictures';

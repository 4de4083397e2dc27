import type { SessionResponse } from '@tidemark/protocol';
import type { BehaviorSubject } from 'rxjs';
import { because } from '../api/reason.ts';
import { forgetSession, keepSession, readSession, type KeptSession } from './kept-session.ts';
import { keepIfPossible } from '../browser/kept.ts';
import type { Tabs } from '../tabs/tabs.ts';
import type { TillLock } from '../lock/till-lock.ts';
import type { Heard } from '../lock/watch-answers.ts';
import type { Removal } from './removal.ts';
import { notSignedIn, type SignIn } from './sign-in.ts';
import type { RemovalStep, SignedOutWhy } from '../lock/lock-view.ts';
import type { SignInResult } from '../api/till.ts';
import type { Keep } from '../browser/keep.ts';
import { WireError } from '../wire/wire-error.ts';

export interface TillSessionsParts {
  readonly name: string;
  readonly shop: string;
  readonly keep: Keep;
  readonly session$: BehaviorSubject<SessionResponse | undefined>;
  readonly lock: TillLock;
  readonly tabs: Tabs;
  readonly signIn: SignIn;
  /** A person is signed in from now on; here, or in another tab. */
  readonly began: (isHere: boolean) => Promise<void>;
  /** No person is signed in any more. */
  readonly ended: () => void;
  readonly removal: Removal;
  /** Hears failures that no caller waits for. */
  readonly failed: (error: unknown) => void;
}

/** Keeps who is signed in, from a sign-in to its end, in all tabs of a till. */
export class TillSessions {
  readonly #parts: TillSessionsParts;

  constructor(parts: TillSessionsParts) {
    this.#parts = parts;
  }

  begin(): void {
    const { lock, tabs, removal, failed } = this.#parts;
    lock.begin({
      tell: () => tabs.post({ kind: 'lock' }),
      unheld: now => void (tabs.leads && removal.again(now).catch(failed)),
      over: () => this.end('too-long'),
      withdrawn: () => this.#withdraw(),
      learned: held => this.#learned(held),
      renew: pin => this.#renew(pin),
    });
  }

  get lock(): TillLock {
    return this.#parts.lock;
  }

  async removeShop(told?: (step: RemovalStep) => void): Promise<void> {
    if (this.#parts.session$.value)
      throw because(new Error('Sign out first: who is signed in reads the shop again.'), {
        code: 'sign-out-first',
      });
    await this.#parts.removal.run(told);
  }

  async signIn(staff: string, pin: string): Promise<SignInResult> {
    const { signIn, tabs, began, keep, name } = this.#parts;
    try {
      const session = await signIn.begin(staff, pin);
      keep.remove(whyKey(name));
      tabs.post({ kind: 'session' });
      await began(true);
      return { kind: 'signed-in', session };
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      return notSignedIn(error);
    }
  }

  /** Ends the session in all tabs; `why` is shown at the next sign-in. */
  end(why?: SignedOutWhy): void {
    const { keep, name, tabs } = this.#parts;
    forgetSession(keep, name);
    if (why) keepIfPossible(keep, whyKey(name), why);
    else keep.remove(whyKey(name));
    this.#letGo(why);
    tabs.post({ kind: 'session' });
  }

  /** Another tab signed in or out. */
  adopt(): void {
    const { keep, name, shop, session$, lock, began } = this.#parts;
    const kept = readSession(keep, name, shop);
    if (!kept || kept === 'broken') {
      if (session$.value) this.#letGo(whyKept(keep, name));
      return;
    }
    const isOther = kept.session.token !== session$.value?.token;
    lock.hold(kept, false);
    if (!isOther) return;
    session$.next(kept.session);
    void began(false);
  }

  /** Takes what the server says of the session that is here now. */
  get heard(): Heard {
    const { lock, session$, removal, failed, keep, name } = this.#parts;
    return {
      confirmed: token => lock.confirmed(token),
      refused: token => lock.refused(token),
      taken: () => {
        if (session$.value) this.end('key-lost');
      },
      blocked: () => {
        if (!session$.value && whyKept(keep, name) === 'blocked') return;
        this.end('blocked');
        void removal.run().catch(failed);
      },
    };
  }

  #letGo(why: SignedOutWhy | undefined): void {
    const { session$, lock, ended } = this.#parts;
    lock.letGo(why);
    session$.next(undefined);
    ended();
  }

  #withdraw(): void {
    const { keep, name, session$, tabs } = this.#parts;
    const session = session$.value;
    if (!session) return;
    keepSession(keep, name, { session, verifier: null });
    tabs.post({ kind: 'session' });
  }

  #learned(held: KeptSession): void {
    const { keep, name, shop, tabs } = this.#parts;
    const kept = readSession(keep, name, shop);
    // Another tab signed out, or signed another person in, and has not said so yet; or nothing can be kept.
    if (!kept || kept === 'broken' || kept.session.token !== held.session.token) return;
    keepSession(keep, name, held);
    tabs.post({ kind: 'session' });
  }

  /** False: the server knows another PIN by now, or no person of this name. */
  async #renew(pin: string): Promise<boolean> {
    const { session$, signIn, tabs, began } = this.#parts;
    try {
      await signIn.begin(session$.value?.staff.name ?? '', pin);
      tabs.post({ kind: 'session' });
      await began(true);
      return true;
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      return error.code !== 'not-signed-in';
    }
  }
}

/** Why no person is signed in; undefined after a sign-out, or where none ever signed in. */
export function whyKept(keep: Keep, name: string): SignedOutWhy | undefined {
  const kept = keep.get(whyKey(name));
  return (['too-long', 'broken', 'blocked', 'key-lost'] as const).find(each => each === kept);
}

function whyKey(name: string): string {
  return `${name}-signed-out`;
}

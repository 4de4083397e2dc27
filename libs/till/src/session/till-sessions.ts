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
import { StaffChange, type StaffChangeParts } from './staff-change.ts';
import type { RemovalStep, SignedOutWhy } from '../lock/lock-view.ts';
import type { NameAndPin, SignInResult } from '../api/till.ts';
import type { Keep } from '../browser/keep.ts';
import { WireError } from '../wire/wire-error.ts';

export interface TillSessionsParts extends Pick<StaffChangeParts, 'people' | 'pins' | 'wire' | 'clock'> {
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
  /** Changes the person at the till. */
  readonly staff: StaffChange;

  constructor(parts: TillSessionsParts) {
    this.#parts = parts;
    this.staff = new StaffChange({
      ...parts,
      ask: (staff, pin) => this.#ask(staff, pin),
      change: (held, confirmedAt) => this.#change(held, confirmedAt),
    });
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

  async signIn(staff: string, pin: string, approval?: NameAndPin): Promise<SignInResult> {
    const session = await this.#ask(staff, pin, approval);
    return session instanceof WireError ? notSignedIn(session) : { kind: 'signed-in', session };
  }

  /** Signs a person in at the server; answers why it did not work. */
  async #ask(staff: string, pin: string, approval?: NameAndPin): Promise<SessionResponse | WireError> {
    const { signIn, tabs, began, keep, name, lock } = this.#parts;
    const leaving = lock.holder;
    try {
      const session = await signIn.begin(staff, pin, approval);
      if (leaving && leaving.session.staff.id !== session.staff.id) this.#remember(leaving);
      keep.remove(whyKey(name));
      tabs.post({ kind: 'session' });
      await began(true);
      return session;
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      return error;
    }
  }

  /** Another person opened the till without the server: from now on everything is written in their name ([T98]). */
  #change(held: KeptSession, confirmedAt: number): void {
    const { lock, keep, name, session$, tabs, began } = this.#parts;
    if (lock.holder) this.#remember(lock.holder);
    keepSession(keep, name, held);
    session$.next(held.session);
    // Other tabs know who it is before they see the lock opened.
    tabs.post({ kind: 'session' });
    lock.change(held, confirmedAt);
    void began(false).catch(this.#parts.failed);
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
    const before = session$.value;
    const isOther = kept.session.token !== before?.token || kept.session.staff.id !== before.staff.id;
    lock.hold(kept, false);
    if (!isOther) return;
    session$.next(kept.session);
    void began(false);
  }

  /** Takes what the server says of the session that is here now. */
  get heard(): Heard {
    const { lock, people, session$, removal, failed, keep, name } = this.#parts;
    return {
      confirmed: token => {
        lock.confirmed(token);
        void this.staff.review().catch(failed);
      },
      refused: token => {
        const { givenTo, session } = lock.holder ?? {};
        const owner = givenTo ?? session?.staff;
        if (lock.refused(token) && owner) people.drop([owner.id]);
      },
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
    keepSession(keep, name, { session, verifier: null, givenTo: this.#parts.lock.holder?.givenTo });
    tabs.post({ kind: 'session' });
  }

  #learned(held: KeptSession): void {
    const { keep, name, shop, tabs } = this.#parts;
    const kept = readSession(keep, name, shop);
    // Another tab signed out, or signed another person in, and has not said so yet; or nothing can be kept.
    if (!kept || kept === 'broken' || kept.session.token !== held.session.token) return;
    keepSession(keep, name, held);
    if (this.#parts.lock.holder) this.#remember(this.#parts.lock.holder);
    tabs.post({ kind: 'session' });
  }

  /** Keeps what opens the till for this person again, with their wrong PINs. */
  #remember({ session: { staff }, verifier, confirmedAt, tries }: NonNullable<TillLock['holder']>): void {
    if (!verifier) return;
    const { staffId: _, ...hash } = verifier;
    const { id, name: named, mark, role } = staff;
    const person = { id, name: named, mark, role, verifier: hash, confirmedAt };
    this.#parts.people.learn(person, tries);
  }

  /** False: the server knows another PIN by now, or no person of this name. */
  async #renew(pin: string): Promise<boolean> {
    const { session$, people } = this.#parts;
    const staff = session$.value?.staff;
    const answer = await this.#ask(staff?.name ?? '', pin);
    if (!(answer instanceof WireError) || answer.code !== 'not-signed-in') return true;
    if (staff) people.drop([staff.id]);
    return false;
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

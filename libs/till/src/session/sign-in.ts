import type { SessionResponse } from '@tidemark/protocol';
import type { BehaviorSubject } from 'rxjs';
import type { Caches } from '../caches/caches.ts';
import { keepSession } from './kept-session.ts';
import { keepIfPossible } from '../browser/kept.ts';
import type { PinHash, Pins } from '../lock/pin-verifier.ts';
import type { TillLock } from '../lock/till-lock.ts';
import { forgetStock, isElsewhere, rememberPlace } from './moved-till.ts';
import type { SignInResult, TillOptions } from '../api/till.ts';
import type { Wire } from '../wire/wire.ts';
import type { WireError } from '../wire/wire-error.ts';

export interface SignInParts {
  readonly name: string;
  readonly options: Required<Pick<TillOptions, 'keep' | 'shop' | 'newId'>>;
  readonly wire: Wire;
  readonly session$: BehaviorSubject<SessionResponse | undefined>;
  readonly pins: Pins;
  readonly lock: TillLock;
  readonly caches: () => Caches;
  /** Tells that what was known of another location's stock is forgotten. */
  readonly stockForgotten: () => void;
  /** Runs `act` while nothing is being pulled. */
  readonly alone: (act: () => Promise<void>) => Promise<void>;
}

/** Signs a person in at the server, and takes the answer as this till's session. */
export class SignIn {
  readonly #parts: SignInParts;
  /** Where it could not be kept, the till has this id for as long as the page lives. */
  #tillId: string | undefined;

  constructor(parts: SignInParts) {
    this.#parts = parts;
  }

  /** @throws WireError where the server refuses, or does not answer. */
  async begin(staff: string, pin: string): Promise<SessionResponse> {
    const { name, options, wire, pins } = this.#parts;
    const { keep, shop, newId } = options;
    const id = keep.get(`${name}-till`) ?? (this.#tillId ??= newId());
    keepIfPossible(keep, `${name}-till`, id);
    // The PIN itself is kept nowhere. Hashing it takes a while here and on the server: both run at once.
    const making = pins.canMake ? pins.make(pin) : undefined;
    // If the sign-in fails, the result is not used.
    making?.catch(() => undefined);
    const session = await wire.session({ shop, staff, pin, till: { id } });
    await this.#take(session, making);
    return session;
  }

  /**
   * Takes a session. Before it reads anything at another location, or remembers that location, it forgets the old
   * stock.
   */
  async #take(session: SessionResponse, making: Promise<PinHash> | undefined): Promise<void> {
    const { name, options, session$, caches, alone, stockForgotten, lock } = this.#parts;
    const { keep } = options;
    const take = (): void => {
      rememberPlace(keep, name, session);
      // Until the verifier is made, only a sign-in opens what this page might leave behind.
      const verifier = making ? null : undefined;
      keepSession(keep, name, { session, verifier });
      lock.hold({ session, verifier }, true);
      if (making) lock.learn(making.then(made => ({ ...made, staffId: session.staff.id })));
      session$.next(session);
    };
    if (!isElsewhere({ session, before: session$.value }, { keep, name })) return take();
    await alone(async () => {
      await forgetStock(caches());
      stockForgotten();
      take();
    });
  }
}

/** The result of a sign-in that the server refused or did not answer. */
export function notSignedIn({ code, silence, message, reason }: WireError): SignInResult {
  return { kind: code === 'offline' && silence !== 'late' ? 'offline' : 'refused', message, reason };
}

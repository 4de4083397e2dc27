import type { SessionResponse } from '@tidemark/protocol';
import type { BehaviorSubject } from 'rxjs';
import type { Caches } from '../caches/caches.ts';
import { keepSession } from './kept-session.ts';
import { keepIfPossible, tillIdKey } from '../browser/kept.ts';
import type { OwnKey, TillKeys } from '../journal/till-keys.ts';
import type { PinHash, Pins } from '../lock/pin-verifier.ts';
import type { TillLock } from '../lock/till-lock.ts';
import { forgetStock, isElsewhere, rememberPlace } from './moved-till.ts';
import type { NameAndPin, SignInResult, TillOptions } from '../api/till.ts';
import type { Wire } from '../wire/wire.ts';
import { WireError } from '../wire/wire-error.ts';

export interface SignInParts {
  readonly name: string;
  readonly options: Required<Pick<TillOptions, 'keep' | 'shop' | 'newId'>>;
  readonly wire: Wire;
  readonly session$: BehaviorSubject<SessionResponse | undefined>;
  readonly pins: Pins;
  readonly keys: TillKeys;
  readonly lock: TillLock;
  readonly caches: () => Caches;
  /** Tells that what was known of another location's stock is forgotten. */
  readonly stockForgotten: () => void;
  /** Runs `act` while nothing is being pulled. */
  readonly alone: (act: () => Promise<void>) => Promise<void>;
}

/** Who signs in, and who approves of it. */
type Who = NameAndPin & { readonly approval?: NameAndPin };

/** Signs a person in at the server, and takes the answer as this till's session. */
export class SignIn {
  readonly #parts: SignInParts;
  /** Where it could not be kept, the till has this id for as long as the page lives. */
  #tillId: string | undefined;

  constructor(parts: SignInParts) {
    this.#parts = parts;
  }

  /** @throws WireError where the server refuses, or does not answer. */
  async begin(staff: string, pin: string, approval?: NameAndPin): Promise<SessionResponse> {
    const { pins } = this.#parts;
    // The PIN itself is kept nowhere. Hashing it takes a while here and on the server: both run at once.
    const making = pins.canMake ? pins.make(pin) : undefined;
    // If the sign-in fails, the result is not used.
    making?.catch(() => undefined);
    const session = await this.#asTill({ staff, pin, ...(approval ? { approval } : {}) });
    await this.#take(session, making);
    return session;
  }

  /**
   * Signs in as the till that this browser is. Where the server knows that till under another key, this browser is a copy
   * of it, or has lost its key: it becomes a till of its own ([T88]).
   */
  async #asTill(who: Who): Promise<SessionResponse> {
    const { name, options, keys } = this.#parts;
    const { keep, newId } = options;
    const own = await keys.own();
    const id = own?.tillId ?? keep.get(tillIdKey(name)) ?? (this.#tillId ??= newId());
    try {
      return await this.#ask(who, id, own);
    } catch (error) {
      if (!(error instanceof WireError) || error.code !== 'till-taken') throw error;
      this.#tillId = newId();
      return this.#ask(who, this.#tillId, await keys.renew());
    }
  }

  async #ask(who: Who, id: string, own: OwnKey | undefined): Promise<SessionResponse> {
    const { name, options, wire, keys } = this.#parts;
    const { keep, shop } = options;
    const till = { id, ...(own ? { key: own.key.publicKey } : {}) };
    const session = await wire.session({ shop, ...who, till });
    keepIfPossible(keep, tillIdKey(name), id);
    await keys.bind(id);
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

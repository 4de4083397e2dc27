import { createHash } from 'node:crypto';
import type { NewLimiter } from '@tidemark/mirror';
import { RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { BusyFor } from '../http/busy-for.ts';

/** An attempt to sign in: as whom, at which till, and from where. */
export interface Attempt {
  readonly shop: string;
  readonly staff: string;
  readonly tillId: string;
  /**
   * Whether anyone signed in at this till before. Its id is long and never shown: only a person who has used the till
   * can name it.
   */
  readonly isKnownTill: boolean;
  readonly address: string;
}

const [minute, hour] = [60, 3_600];
/** Waits grow from one minute to two, to four, up to this. */
const longestWait = 15 * minute;
/** This many refusals in an hour are not a forgetful colleague. */
const alarming = 20;

/**
 * Limits how often PINs may be tried, since a PIN has few digits. An attempt is counted before its PIN is compared, so
 * that a thousand at once get no further than one after the other. Each till has its own budget for each member of
 * staff. Unknown tills share one more budget for each name, and one for each address, so a stranger cannot lock out
 * staff at a known till.
 */
export class Attempts {
  readonly #own: RateLimiterAbstract;
  readonly #strangers: RateLimiterAbstract;
  readonly #address: RateLimiterAbstract;
  /** How many waits there were already. */
  readonly #waits: RateLimiterAbstract;
  readonly #refused: RateLimiterAbstract;

  /** What is counted is counted for all servers of the store that makes the limiters. */
  constructor(newLimiter: NewLimiter) {
    this.#own = newLimiter({ name: 'own', points: 5, duration: 15 * minute });
    this.#strangers = newLimiter({ name: 'name', points: 20, duration: hour });
    this.#address = newLimiter({ name: 'address', points: 30, duration: 10 * minute });
    this.#waits = newLimiter({ name: 'waits', points: 1, duration: 24 * hour });
    this.#refused = newLimiter({ name: 'refused', points: 1, duration: hour });
  }

  /**
   * Counts an attempt. Shared budgets are counted last: an attempt that has to wait anyway uses none of them up. The
   * address comes first of all, so that made-up names cannot fill the memory.
   * @throws BusyFor if it is one too many: then do not compare the PIN.
   */
  async reserve(attempt: Attempt): Promise<void> {
    if (!attempt.isKnownTill) await this.#take(this.#address, addressKey(attempt));
    await this.#take(this.#own, ownKey(attempt));
    if (!attempt.isKnownTill) await this.#take(this.#strangers, nameKey(attempt));
  }

  /** Forgets earlier wrong PINs, as this one was right. */
  async succeeded(attempt: Attempt): Promise<void> {
    await this.#own.delete(ownKey(attempt));
    await this.#waits.delete(ownKey(attempt));
    await this.#rewardShared(attempt);
  }

  /** Takes an attempt back whose PIN was not compared. */
  async givenBack(attempt: Attempt): Promise<void> {
    await this.#own.reward(ownKey(attempt));
    await this.#rewardShared(attempt);
  }

  async #rewardShared(attempt: Attempt): Promise<void> {
    if (attempt.isKnownTill) return;
    await this.#address.reward(addressKey(attempt));
    await this.#strangers.reward(nameKey(attempt));
  }

  /** A warning for the server's operator; undefined if nothing is unusual. */
  async alarm(): Promise<string | undefined> {
    const refused = (await this.#refused.get('all'))?.consumedPoints ?? 0;
    if (refused < alarming) return undefined;
    return `PINs are being guessed: ${refused} sign-ins were refused within an hour`;
  }

  async #take(limiter: RateLimiterAbstract, key: string): Promise<void> {
    try {
      await limiter.consume(key);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      await this.#refused.penalty('all');
      throw new BusyFor('Too many wrong PINs.', await this.#wait(limiter, key, error));
    }
  }

  /** The wait in milliseconds; longer each time. */
  async #wait(limiter: RateLimiterAbstract, key: string, { consumedPoints, msBeforeNext }: RateLimiterRes) {
    if (consumedPoints !== limiter.points + 1) return msBeforeNext;
    const { consumedPoints: times } = await this.#waits.penalty(key);
    const seconds = Math.min(longestWait, minute * 2 ** Math.min(times - 1, 10));
    await limiter.block(key, seconds);
    return seconds * 1000;
  }
}

function ownKey({ shop, staff, tillId }: Attempt): string {
  return keyOf(shop, staff, tillId);
}

function nameKey({ shop, staff }: Attempt): string {
  return keyOf(shop, staff);
}

function addressKey({ address }: Attempt): string {
  return keyOf(address);
}

/** Short, however long the names are, and without them: nobody reads in a store who tried to sign in from where. */
function keyOf(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

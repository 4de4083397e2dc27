import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { BusyFor } from '../http/busy-for.ts';

/** Who tries to sign in, and from where. */
export interface Attempt {
  readonly shop: string;
  readonly staff: string;
  readonly tillId: string;
  /** Whether somebody signed in at this till before. Its id is long and said nowhere: who names it has stood at it. */
  readonly isKnownTill: boolean;
  readonly address: string;
}

const [minute, hour] = [60, 3_600];
/** Waits grow: one minute, two, four, up to this. */
const longestWait = 15 * minute;
/** As many refusals in an hour are no forgetful colleague. */
const alarming = 20;

/**
 * How often PINs may be tried: a PIN has few digits. An attempt is counted before its PIN is compared, so that a thousand at
 * once are no more than one after the other. Each till has a budget of its own for each member of staff; tills that nobody knows
 * yet share one more for each name, and one for each address, so no stranger locks out who stands at a known one.
 */
export class Attempts {
  readonly #own = new RateLimiterMemory({ keyPrefix: 'own', points: 5, duration: 15 * minute });
  readonly #strangers = new RateLimiterMemory({ keyPrefix: 'name', points: 20, duration: hour });
  readonly #address = new RateLimiterMemory({ keyPrefix: 'address', points: 30, duration: 10 * minute });
  /** How often somebody had to wait already. */
  readonly #waits = new RateLimiterMemory({ keyPrefix: 'waits', points: 1, duration: 24 * hour });
  readonly #refused = new RateLimiterMemory({ keyPrefix: 'refused', points: 1, duration: hour });

  /**
   * Counts an attempt. What others share is counted last: who has to wait anyway uses up nothing of theirs. The address goes before
   * all, so that nobody fills the memory with names.
   * @throws BusyFor where it is one too many: then no PIN is to be compared.
   */
  async reserve(attempt: Attempt): Promise<void> {
    if (!attempt.isKnownTill) await this.#take(this.#address, attempt.address);
    await this.#take(this.#own, ownKey(attempt));
    if (!attempt.isKnownTill) await this.#take(this.#strangers, nameKey(attempt));
  }

  /** The PIN was right: what was wrong before is forgotten. */
  async succeeded(attempt: Attempt): Promise<void> {
    await this.#own.delete(ownKey(attempt));
    await this.#waits.delete(ownKey(attempt));
    await this.#rewardShared(attempt);
  }

  /** No PIN was compared: the attempt was none. */
  async givenBack(attempt: Attempt): Promise<void> {
    await this.#own.reward(ownKey(attempt));
    await this.#rewardShared(attempt);
  }

  async #rewardShared(attempt: Attempt): Promise<void> {
    if (attempt.isKnownTill) return;
    await this.#address.reward(attempt.address);
    await this.#strangers.reward(nameKey(attempt));
  }

  /** What whoever looks after the server should know; undefined when nothing is out of the ordinary. */
  async alarm(): Promise<string | undefined> {
    const refused = (await this.#refused.get('all'))?.consumedPoints ?? 0;
    if (refused < alarming) return undefined;
    return `PINs are being guessed: ${refused} sign-ins were refused within an hour`;
  }

  async #take(limiter: RateLimiterMemory, key: string): Promise<void> {
    try {
      await limiter.consume(key);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      await this.#refused.penalty('all');
      throw new BusyFor('Too many wrong PINs.', await this.#wait(limiter, key, error));
    }
  }

  /** Milliseconds; longer each time that it comes to this anew. */
  async #wait(limiter: RateLimiterMemory, key: string, { consumedPoints, msBeforeNext }: RateLimiterRes) {
    if (consumedPoints !== limiter.points + 1) return msBeforeNext;
    const { consumedPoints: times } = await this.#waits.penalty(key);
    const seconds = Math.min(longestWait, minute * 2 ** Math.min(times - 1, 10));
    await limiter.block(key, seconds);
    return seconds * 1000;
  }
}

function ownKey({ shop, staff, tillId }: Attempt): string {
  return `${shop} ${staff} ${tillId}`;
}

function nameKey({ shop, staff }: Attempt): string {
  return `${shop} ${staff}`;
}
